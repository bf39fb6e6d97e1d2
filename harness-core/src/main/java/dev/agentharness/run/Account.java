package dev.agentharness.run;

import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Spend;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * A run's budget, and what was taken of it.
 *
 * @param warned whether a warning threshold was crossed
 * @param spend what was taken so far, with all that draws on the run's ledger
 * @param drawn the part of it that others took, by their scopes' names
 */
record Account(Budget budget, boolean warned, Spend spend, Map<String, Spend> drawn) {

    static Account of(Budget budget) {
        return new Account(budget, false, Spend.NONE, Map.of());
    }

    /** How many messages of its own model the run has had, the closing one apart. */
    int turns() {
        long others = 0;
        for (Spend taken : drawn.values()) {
            others += taken.turns();
        }
        return (int) (spend.turns() - others);
    }

    /** With the time that has passed, and what was taken at its end. */
    Account plus(Duration passed, Spend taken) {
        Spend later = spend.withTime(spend.time().plus(passed));
        Spend sum = taken.equals(Spend.NONE) ? later : later.plus(taken);
        return sum.equals(spend) ? this : new Account(budget, warned, sum, drawn);
    }

    /** With the last of the spend known as what that scope drew. */
    Account drawnBy(String scope, Spend last) {
        Map<String, Spend> byScope = new HashMap<>(drawn);
        byScope.merge(scope, last, Spend::plus);
        return new Account(budget, warned, spend, Map.copyOf(byScope));
    }

    Account withWarning() {
        return new Account(budget, true, spend, drawn);
    }

    /** What was taken stays so under another budget. */
    Account resumed(Budget next) {
        return new Account(next, false, spend, drawn);
    }
}
