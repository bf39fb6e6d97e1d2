package dev.agentharness.model;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a model costs, in US dollars per million tokens. Immutable; all arithmetic is exact decimal.
 *
 * <p>Cache prices that are not given count as the plain input price, and a price for reasoning as the output price:
 * never as nothing.
 */
public final class Price {

    private final BigDecimal input;
    private final BigDecimal output;
    private final BigDecimal cacheRead;
    private final BigDecimal cacheWrite;
    private final BigDecimal cacheWriteHour;
    private final @Nullable LocalDate asOf;
    private final long tierAbove;
    private final @Nullable Price tier;

    private Price(
            BigDecimal input,
            BigDecimal output,
            BigDecimal cacheRead,
            BigDecimal cacheWrite,
            BigDecimal cacheWriteHour,
            @Nullable LocalDate asOf,
            long tierAbove,
            @Nullable Price tier) {
        this.input = notNegative(input, "input");
        this.output = notNegative(output, "output");
        this.cacheRead = notNegative(cacheRead, "cacheRead");
        this.cacheWrite = notNegative(cacheWrite, "cacheWrite");
        this.cacheWriteHour = notNegative(cacheWriteHour, "cacheWriteHour");
        this.asOf = asOf;
        this.tierAbove = tierAbove;
        this.tier = tier;
    }

    /** A price in dollars per million tokens of input and of output, as in {@code Price.perMillion("3", "15")}. */
    public static Price perMillion(String input, String output) {
        BigDecimal in = new BigDecimal(input);
        return new Price(in, new BigDecimal(output), in, in, in, null, Long.MAX_VALUE, null);
    }

    /** This price with dollars per million input tokens that the provider read from its cache. */
    public Price cacheRead(String dollars) {
        return new Price(input, output, new BigDecimal(dollars), cacheWrite, cacheWriteHour, asOf, tierAbove, tier);
    }

    /**
     * This price with dollars per million input tokens written to the provider's cache.
     *
     * @param fiveMinutes for the usual, short lifetime
     * @param hour for the lifetime of an hour
     */
    public Price cacheWrite(String fiveMinutes, String hour) {
        return new Price(
                input, output, cacheRead, new BigDecimal(fiveMinutes), new BigDecimal(hour), asOf, tierAbove, tier);
    }

    /** This price with the day on which it was looked up. */
    public Price asOf(LocalDate day) {
        return new Price(
                input,
                output,
                cacheRead,
                cacheWrite,
                cacheWriteHour,
                Objects.requireNonNull(day, "day"),
                tierAbove,
                tier);
    }

    /** The day on which the price was looked up, if known. */
    public Optional<LocalDate> asOf() {
        return Optional.ofNullable(asOf);
    }

    /**
     * This price for requests of up to so many input tokens, and another for the whole of a longer request, as providers
     * ask for long contexts. The other may have such a step of its own.
     */
    public Price above(long inputTokens, Price longer) {
        return new Price(input, output, cacheRead, cacheWrite, cacheWriteHour, asOf, inputTokens, longer);
    }

    /** This price times a factor, as in {@code times("0.5")} for work that a provider does in batches. */
    public Price times(String factor) {
        BigDecimal by = new BigDecimal(factor);
        return new Price(
                input.multiply(by),
                output.multiply(by),
                cacheRead.multiply(by),
                cacheWrite.multiply(by),
                cacheWriteHour.multiply(by),
                asOf,
                tierAbove,
                tier == null ? null : tier.times(factor));
    }

    /** The dearer of both in each class of tokens: what is sure to be enough where either may be asked for. */
    public Price orDearer(Price other) {
        if (tier != null || other.tier != null) {
            long step = Math.min(tierAbove, other.tierAbove);
            return flat().orDearer(other.flat()).above(step, beyond(step).orDearer(other.beyond(step)));
        }
        return new Price(
                input.max(other.input),
                output.max(other.output),
                cacheRead.max(other.cacheRead),
                cacheWrite.max(other.cacheWrite),
                cacheWriteHour.max(other.cacheWriteHour),
                asOf,
                Long.MAX_VALUE,
                null);
    }

    private Price flat() {
        return new Price(input, output, cacheRead, cacheWrite, cacheWriteHour, asOf, Long.MAX_VALUE, null);
    }

    /** What counts for more than so many tokens, which is no more than the next step. */
    private Price beyond(long step) {
        return tier != null && tierAbove == step ? tier : this;
    }

    /** What this usage of one request costs in dollars, to the last digit. */
    public BigDecimal cost(Usage usage) {
        if (tier != null && usage.input() > tierAbove) {
            return tier.cost(usage);
        }
        long plain = usage.input() - usage.cacheRead() - usage.cacheWrite();
        return of(plain, input)
                .add(of(usage.cacheRead(), cacheRead))
                .add(of(usage.cacheWrite() - usage.cacheWriteHour(), cacheWrite))
                .add(of(usage.cacheWriteHour(), cacheWriteHour))
                .add(of(usage.output(), output));
    }

    /** The most that so many tokens can cost in dollars, however the provider sorts the input into classes and tiers. */
    public BigDecimal atMost(long inputTokens, long outputTokens) {
        BigDecimal dearest = input.max(cacheRead).max(cacheWrite).max(cacheWriteHour);
        BigDecimal most = of(inputTokens, dearest).add(of(outputTokens, output));
        return tier != null && inputTokens > tierAbove ? most.max(tier.atMost(inputTokens, outputTokens)) : most;
    }

    /** The most output tokens that so many dollars are sure to pay for behind so much input; negative if not even that. */
    public long affordableOutput(BigDecimal dollars, long inputTokens) {
        BigDecimal left = dollars.subtract(atMost(inputTokens, 0));
        BigDecimal perMillion = dearestOutput(inputTokens);
        if (left.signum() < 0) {
            return -1;
        }
        return perMillion.signum() == 0
                ? Long.MAX_VALUE
                : left.movePointRight(6)
                        .divide(perMillion, 0, RoundingMode.FLOOR)
                        .min(BigDecimal.valueOf(Long.MAX_VALUE))
                        .longValue();
    }

    private BigDecimal dearestOutput(long inputTokens) {
        return tier != null && inputTokens > tierAbove ? output.max(tier.dearestOutput(inputTokens)) : output;
    }

    private static BigDecimal of(long tokens, BigDecimal perMillion) {
        return perMillion.multiply(BigDecimal.valueOf(tokens)).movePointLeft(6);
    }

    private static BigDecimal notNegative(BigDecimal price, String what) {
        if (price.signum() < 0) {
            throw new IllegalArgumentException("the " + what + " price must not be negative but is " + price);
        }
        return price;
    }

    @Override
    public String toString() {
        return "$" + input.toPlainString() + " in, $" + output.toPlainString() + " out per million tokens"
                + (asOf == null ? "" : " as of " + asOf);
    }
}
