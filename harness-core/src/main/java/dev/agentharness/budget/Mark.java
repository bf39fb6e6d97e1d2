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

    /** Whether so many dollars are more than this. */
    boolean isExceededBy(BigDecimal dollars) {
        return dollars.compareTo(amount) > 0;
    }

    /** Whether so many units are more than this. */
    boolean isExceededBy(long units) {
        return units > floor;
    }

    /** Whether so many dollars are this or more. */
    boolean isReachedBy(BigDecimal dollars) {
        return dollars.compareTo(amount) >= 0;
    }

    /** Whether so many units are this or more. */
    boolean isReachedBy(long units) {
        return units >= ceiling;
    }
}
