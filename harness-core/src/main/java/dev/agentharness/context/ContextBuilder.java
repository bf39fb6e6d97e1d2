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

    /** Shows instructions, tools and the whole conversation, and near a limit, at the very end, what is left of it. */
    static ContextBuilder standard() {
        return new StandardContext();
    }
}
