package dev.agentharness.budget;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;

/**
 * The most that may be taken of one meter.
 *
 * @param meter what is counted
 * @param amount the most, in the meter's {@linkplain Meter#unit() unit}; always positive
 */
public record Limit(Meter meter, BigDecimal amount) {

    public Limit {
        Objects.requireNonNull(meter, "meter");
        if (amount.signum() <= 0) {
            throw new IllegalArgumentException(
                    "a limit on " + meter.unit() + " must be positive but is " + amount.toPlainString());
        }
    }

    public static Limit turns(long turns) {
        return new Limit(Meter.TURNS, BigDecimal.valueOf(turns));
    }

    public static Limit toolCalls(long calls) {
        return new Limit(Meter.TOOL_CALLS, BigDecimal.valueOf(calls));
    }

    public static Limit tokens(long tokens) {
        return new Limit(Meter.TOKENS, BigDecimal.valueOf(tokens));
    }

    public static Limit time(Duration time) {
        return new Limit(Meter.TIME, Spend.seconds(time));
    }

    /**
     * A limit in US dollars, the one currency there is.
     *
     * @param dollars a decimal such as {@code "10"} or {@code "0.25"}
     * @throws IllegalArgumentException if it is no such decimal; {@code "10 EUR"} and {@code "$10"} are none
     */
    public static Limit dollars(String dollars) {
        try {
            return new Limit(Meter.DOLLARS, new BigDecimal(dollars));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "a dollar limit is a plain decimal of US dollars such as \"2.50\", not \"" + dollars + "\"", e);
        }
    }

    @Override
    public String toString() {
        return meter == Meter.DOLLARS ? "$" + amount.toPlainString() : amount.toPlainString() + " " + meter.unit();
    }
}
