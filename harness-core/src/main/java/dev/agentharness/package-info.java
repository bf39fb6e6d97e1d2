/**
 * The front door: wrap a model in a {@link dev.agentharness.Harness}, give it a {@link dev.agentharness.Task}, get a
 * {@link dev.agentharness.run.RunResult}.
 *
 * <p>To see how it works, read {@code AgentLoop}, which is the loop; {@code Decider}, which looks at the state and says
 * what is due; and {@code Driver}, which does it and says what happened.
 */
@NullMarked
package dev.agentharness;

import org.jspecify.annotations.NullMarked;
