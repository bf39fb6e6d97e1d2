package dev.agentharness;

import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.budget.Meter;
import dev.agentharness.budget.Spend;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Optional;

/** How much of a budget is held back for its closing turn. */
final class ClosingSlice {

    /** With fewer tokens nothing sensible can be asked and answered. */
    private static final long LEAST_TOKENS = 600;

    private ClosingSlice() {}

    /**
     * The budget's share of tokens and dollars, at least a minimal turn; empty if the budget wants none, limits neither,
     * or is so small that a minimal turn would be more than a third of it.
     */
    static Optional<Spend> of(Budget budget) {
        Optional<Limit> tokens = budget.limit(Meter.TOKENS);
        Optional<Limit> dollars = budget.limit(Meter.DOLLARS);
        BigDecimal share = BigDecimal.valueOf(budget.closingShare());
        if (share.signum() == 0 || (tokens.isEmpty() && dollars.isEmpty())) {
            return Optional.empty();
        }
        if (tokens.isPresent() && LEAST_TOKENS * 3 > tokens.get().amount().longValue()) {
            return Optional.empty();
        }
        long heldTokens = tokens.map(limit -> Math.max(
                        LEAST_TOKENS,
                        limit.amount()
                                .multiply(share)
                                .setScale(0, RoundingMode.FLOOR)
                                .longValue()))
                .orElse(0L);
        BigDecimal heldDollars =
                dollars.map(limit -> limit.amount().multiply(share)).orElse(BigDecimal.ZERO);
        return Optional.of(new Spend(0, 0, heldTokens, heldDollars, Duration.ZERO));
    }
}
