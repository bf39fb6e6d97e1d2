package dev.agentharness.context;

import dev.agentharness.cache.Stability;
import dev.agentharness.run.RunState;

/** The model's plan, as it stands now. */
final class PlanSection implements ContextSection {

    @Override
    public String name() {
        return "plan";
    }

    @Override
    public Stability stability() {
        return Stability.VOLATILE;
    }

    @Override
    public String render(RunState state) {
        return state.plan().map(plan -> "[Your plan: " + plan + "]").orElse("");
    }
}
