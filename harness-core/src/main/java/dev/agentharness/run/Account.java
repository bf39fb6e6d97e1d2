package dev.agentharness.run;

import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Spend;
import java.util.HashMap;
import java.util.Map;

/**
 * A run's budget, and what was taken of it.
 *
 * @param warned whether a warning threshold was crossed
 * @param taken what was taken so far besides the time that went by, with all that draws on the run's ledger
 * @param drawn the part of it that others took, by their scopes' names
 */
record Account(Budget budget, boolean warned, Spend taken, Map<String, Spend> drawn) {

    static Account of(Budget budget) {
        return new Account(budget, false, Spend.NONE, Map.of());
    }

    /** How many messages of its own model the run has had, the closing one apart. */
    int turns() {
        return drawn.isEmpty() ? (int) taken.turns() : (int) (taken.turns() - turnsOfOthers());
    }

    private long turnsOfOthers() {
        return drawn.values().stream().mapToLong(Spend::turns).sum();
    }

    /** With something more. */
    Account plus(Spend more) {
        return more.equals(Spend.NONE) ? this : new Account(budget, warned, taken.plus(more), drawn);
    }

    /** With the last of the spend known as what that scope drew. */
    Account drawnBy(String scope, Spend last) {
        Map<String, Spend> byScope = new HashMap<>(drawn);
        byScope.merge(scope, last, Spend::plus);
        return new Account(budget, warned, taken, Map.copyOf(byScope));
    }

    Account withWarning() {
        return new Account(budget, true, taken, drawn);
    }

    /** What was taken stays so under another budget. */
    Account resumed(Budget next) {
        return new Account(next, false, taken, drawn);
    }
}
