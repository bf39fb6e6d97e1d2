package dev.agentharness.context;

import dev.agentharness.cache.Stability;
import dev.agentharness.run.RunState;

/** What memory knew about the task when the run began, as hints with source and age. */
final class RecalledSection implements ContextSection {

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Stability stability() {
        return Stability.SLOW;
    }

    @Override
    public String render(RunState state) {
        return state.recalled().orElse("");
    }
}
