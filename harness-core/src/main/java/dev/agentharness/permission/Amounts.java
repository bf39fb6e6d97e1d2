package dev.agentharness.permission;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A number within bounds. Where only the most is given, a rule that allows takes nothing below zero: a negative amount is
 * no small one.
 */
record Amounts(@Nullable BigDecimal least, @Nullable BigDecimal most) implements ValuePattern {

    @Override
    public boolean surely(@Nullable Object value) {
        return value instanceof BigDecimal number && isWithin(number) && (least != null || number.signum() >= 0);
    }

    @Override
    public boolean possibly(@Nullable Object value) {
        return !(value instanceof BigDecimal number) || isWithin(number);
    }

    private boolean isWithin(BigDecimal number) {
        return (least == null || number.compareTo(least) >= 0) && (most == null || number.compareTo(most) <= 0);
    }
}
