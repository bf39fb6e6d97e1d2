package dev.agentharness.context;

import dev.agentharness.budget.Limit;
import dev.agentharness.cache.Stability;
import dev.agentharness.run.RunState;
import java.util.stream.Collectors;

/** How much of the budget is used: near a limit, and where so configured every few turns. */
final class BudgetSection implements ContextSection {

    private final int everyTurns;

    /**
     * @param everyTurns 0 for near a limit only
     */
    BudgetSection(int everyTurns) {
        this.everyTurns = everyTurns;
    }

    @Override
    public String name() {
        return "budget";
    }

    @Override
    public Stability stability() {
        return Stability.VOLATILE;
    }

    @Override
    public String render(RunState state) {
        if (state.isBudgetWarned()) {
            return "[Budget used so far: " + used(state) + ". Bring the work to a close before a limit ends it.]";
        }
        return everyTurns > 0 && state.turns() > 0 && state.turns() % everyTurns == 0
                ? "[Budget used so far: " + used(state) + ".]"
                : "";
    }

    private static String used(RunState state) {
        return state.budget().limits().stream()
                .map(limit -> share(limit, state) + " % of " + limit)
                .collect(Collectors.joining(", "));
    }

    private static long share(Limit limit, RunState state) {
        return Math.round(100
                * state.spend().of(limit.meter()).doubleValue()
                / limit.amount().doubleValue());
    }
}
