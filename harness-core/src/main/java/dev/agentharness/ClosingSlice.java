package dev.agentharness;

import dev.agentharness.budget.BudgetTracker;
import dev.agentharness.budget.Meter;
import dev.agentharness.budget.Room;
import dev.agentharness.budget.Spend;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/**
 * How much a run holds back for its closing turn: a share of what there is when it begins.
 *
 * @param share of what there is, from 0 to 0.5
 * @param ofTokens whether tokens are held back
 * @param ofDollars whether dollars are
 */
record ClosingSlice(BigDecimal share, boolean ofTokens, boolean ofDollars) {

    /** With fewer tokens nothing sensible can be asked and answered. */
    private static final long LEAST_TOKENS = 600;

    /**
     * The share that the scope's budget wants, of what the scope limits, or a session or run that it is part of. Where many
     * share a limit that it has not itself, each would hold a part of what is for all.
     */
    static ClosingSlice of(BudgetTracker scope) {
        return new ClosingSlice(
                BigDecimal.valueOf(scope.budget().closingShare()),
                scope.isOwnLimited(Meter.TOKENS),
                scope.isOwnLimited(Meter.DOLLARS));
    }

    /** Whether the budget wants none, or there is nothing to take it of. */
    boolean isNone() {
        return share.signum() == 0 || !(ofTokens || ofDollars);
    }

    /**
     * The share of the room that there is under all limits, at least a minimal turn; nothing if the room is so small that a
     * minimal turn would be more than a third of it.
     */
    Spend in(Room room) {
        if (ofTokens && LEAST_TOKENS * 3 > room.tokens()) {
            return Spend.NONE;
        }
        return new Spend(0, 0, ofTokens ? tokens(room) : 0, ofDollars ? dollars(room) : BigDecimal.ZERO, Duration.ZERO);
    }

    private long tokens(Room room) {
        BigDecimal tokens = BigDecimal.valueOf(room.tokens()).multiply(share);
        return Math.max(LEAST_TOKENS, tokens.setScale(0, RoundingMode.FLOOR).longValue());
    }

    private BigDecimal dollars(Room room) {
        return room.of(Meter.DOLLARS).orElseThrow().multiply(share);
    }
}
