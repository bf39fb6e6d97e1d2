package dev.agentharness.context;

import dev.agentharness.model.ModelRequest;
import dev.agentharness.run.RunState;

/**
 * Chooses what the model is shown of a run. Thread-safe.
 *
 * <p>What stays the same comes first and what changes comes last, so that each request extends the one before and a
 * provider's prompt cache can serve the beginning. The output cap and the timeout are set by whoever sends it.
 */
@FunctionalInterface
public interface ContextBuilder {

    ModelRequest build(RunState state);

    /**
     * Shows instructions, tools and the whole conversation, and at the very end what is fresh: the model's plan, and near a
     * limit how much of the budget is used.
     */
    static ContextBuilder standard() {
        return new StandardContext(0);
    }

    /** As {@link #standard()}, and every so many turns the model is shown how much of the budget is used. */
    static ContextBuilder withBudgetLineEvery(int turns) {
        if (turns < 1) {
            throw new IllegalArgumentException("turns must be at least 1 but is " + turns);
        }
        return new StandardContext(turns);
    }
}
