package dev.agentharness.budget;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * Amounts of every meter: what was taken so far, or what a step takes at most.
 *
 * @param turns messages of the model
 * @param toolCalls calls carried out
 * @param tokens input and output tokens
 * @param dollars exact; zero for a model without a price
 * @param time on the clock
 */
public record Spend(long turns, long toolCalls, long tokens, BigDecimal dollars, Duration time) {

    public static final Spend NONE = new Spend(0, 0, 0, BigDecimal.ZERO, Duration.ZERO);

    private static final Spend TOOL_CALL = new Spend(0, 1, 0, BigDecimal.ZERO, Duration.ZERO);

    private static final long MOST_SECONDS = Long.MAX_VALUE / 1_000_000_000;

    public Spend {
        if (turns < 0 || toolCalls < 0 || tokens < 0 || dollars.signum() < 0 || time.isNegative()) {
            throw new IllegalArgumentException("nothing can be spent in the negative: " + turns + " turns, " + toolCalls
                    + " tool calls, " + tokens + " tokens, $" + dollars + ", " + time);
        }
    }

    /** One model call. */
    public static Spend modelCall(long tokens, BigDecimal dollars) {
        return new Spend(1, 0, tokens, dollars, Duration.ZERO);
    }

    /** One tool call. */
    public static Spend toolCall() {
        return TOOL_CALL;
    }

    public Spend plus(Spend other) {
        if (isNothing() || other.isNothing()) {
            return isNothing() ? other : this;
        }
        return new Spend(
                turns + other.turns,
                toolCalls + other.toolCalls,
                tokens + other.tokens,
                dollars.add(other.dollars),
                time.plus(other.time));
    }

    /** This less {@code other}, which must be part of it. */
    public Spend minus(Spend other) {
        if (equals(other)) {
            return NONE;
        }
        return new Spend(
                turns - other.turns,
                toolCalls - other.toolCalls,
                tokens - other.tokens,
                dollars.subtract(other.dollars),
                time.minus(other.time));
    }

    /** How much this exceeds {@code bound}, meter by meter; nothing where it does not. */
    public Spend beyond(Spend bound) {
        return isWithin(bound)
                ? NONE
                : new Spend(
                        Math.max(0, turns - bound.turns),
                        Math.max(0, toolCalls - bound.toolCalls),
                        Math.max(0, tokens - bound.tokens),
                        dollars.compareTo(bound.dollars) > 0 ? dollars.subtract(bound.dollars) : BigDecimal.ZERO,
                        time.compareTo(bound.time) > 0 ? time.minus(bound.time) : Duration.ZERO);
    }

    private boolean isNothing() {
        return turns == 0 && toolCalls == 0 && tokens == 0 && dollars.signum() == 0 && time.isZero();
    }

    private boolean isWithin(Spend bound) {
        return turns <= bound.turns
                && toolCalls <= bound.toolCalls
                && tokens <= bound.tokens
                && dollars.compareTo(bound.dollars) <= 0
                && time.compareTo(bound.time) <= 0;
    }

    /** The same amounts, but this much time. */
    public Spend withTime(Duration time) {
        return new Spend(turns, toolCalls, tokens, dollars, time);
    }

    /** The amount of one meter, in its {@linkplain Meter#unit() unit}. */
    public BigDecimal of(Meter meter) {
        return switch (meter) {
            case TIME -> seconds(time);
            case DOLLARS -> dollars;
            default -> BigDecimal.valueOf(units(meter));
        };
    }

    /** The amount of a meter that is counted in whole units; nanoseconds for time. */
    long units(Meter meter) {
        return switch (meter) {
            case TURNS -> turns;
            case TOOL_CALLS -> toolCalls;
            case TOKENS -> tokens;
            case TIME -> nanoseconds(time);
            case DOLLARS -> throw new IllegalArgumentException("dollars are not counted in whole units");
        };
    }

    /** Saturated: nobody waits for so long. */
    static long nanoseconds(Duration time) {
        return time.toSeconds() < MOST_SECONDS ? time.toNanos() : Long.MAX_VALUE;
    }

    /** Saturated; of what is not negative. */
    static long sum(long one, long other) {
        long sum = one + other;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    static BigDecimal seconds(Duration time) {
        return BigDecimal.valueOf(time.getSeconds())
                .add(BigDecimal.valueOf(time.getNano(), 9))
                .stripTrailingZeros();
    }

    @Override
    public String toString() {
        return turns + " turns, " + toolCalls + " tool calls, " + tokens + " tokens, $" + dollars.toPlainString() + ", "
                + time.toMillis() + " ms";
    }
}
