package dev.agentharness.budget;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a scope may still take of each meter, given all limits on it and above it and all that is set aside. A snapshot;
 * only inside {@link BudgetTracker#reserve} is it sure to still be true when it is used.
 */
@SuppressWarnings("EnumOrdinal") // an array, because one is made for each step
public final class Room {

    private static final long UNLIMITED = Long.MAX_VALUE;

    private final long[] units = new long[Meter.values().length];
    private @Nullable BigDecimal dollars;

    Room() {
        Arrays.fill(units, UNLIMITED);
    }

    void narrow(Mark limit, BigDecimal taken) {
        BigDecimal left = limit.amount().subtract(taken).max(BigDecimal.ZERO);
        dollars = dollars == null ? left : left.min(dollars);
    }

    void narrow(Mark limit, long taken) {
        int meter = limit.meter().ordinal();
        units[meter] = Math.min(units[meter], Math.max(0, limit.floor() - taken));
    }

    /** What is left of a meter, or empty if nothing limits it. Never negative. */
    public Optional<BigDecimal> of(Meter meter) {
        if (meter == Meter.DOLLARS) {
            return Optional.ofNullable(dollars);
        }
        long left = units[meter.ordinal()];
        return left == UNLIMITED
                ? Optional.empty()
                : Optional.of(BigDecimal.valueOf(left, meter == Meter.TIME ? 9 : 0));
    }

    /** The tokens left; {@link Long#MAX_VALUE} if nothing limits them. */
    public long tokens() {
        return units[Meter.TOKENS.ordinal()];
    }

    /** The time left, or empty if nothing limits it. */
    public Optional<Duration> time() {
        long left = units[Meter.TIME.ordinal()];
        return left == UNLIMITED ? Optional.empty() : Optional.of(Duration.ofNanos(left));
    }
}
