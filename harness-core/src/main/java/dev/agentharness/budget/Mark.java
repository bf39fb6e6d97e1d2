package dev.agentharness.budget;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An amount of one meter, made ready to be compared with what was taken: each step asks several times, and must not make
 * numbers for it. Immutable.
 *
 * @param floor the whole units in it; nanoseconds for time
 * @param ceiling the least whole units that are not less than it
 */
record Mark(Meter meter, BigDecimal amount, long floor, long ceiling) {

    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE / 2);

    static Mark at(Limit limit) {
        return at(limit.meter(), limit.amount());
    }

    static Mark at(Meter meter, BigDecimal amount) {
        BigDecimal units = (meter == Meter.TIME ? amount.movePointRight(9) : amount).min(MOST);
        return new Mark(
                meter,
                amount,
                units.setScale(0, RoundingMode.FLOOR).longValueExact(),
                units.setScale(0, RoundingMode.CEILING).longValueExact());
    }

    /** Whether so much is more than this. */
    boolean isExceededBy(Spend taken) {
        return meter == Meter.DOLLARS ? taken.dollars().compareTo(amount) > 0 : taken.units(meter) > floor;
    }

    /** Whether so much is this or more. */
    boolean isReachedBy(Spend taken) {
        return meter == Meter.DOLLARS ? taken.dollars().compareTo(amount) >= 0 : taken.units(meter) >= ceiling;
    }
}
