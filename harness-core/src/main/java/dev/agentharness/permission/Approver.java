package dev.agentharness.permission;

import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.run.RunState;
import dev.agentharness.run.Verdict;
import java.util.Optional;

/**
 * A person who can be asked while the run waits, or a program that answers for one. Thread-safe.
 *
 * <p>Without an answer the run ends {@linkplain dev.agentharness.run.Outcome.Escalated escalated}, keeps the call
 * waiting, and can be resumed with the verdict later.
 */
@FunctionalInterface
public interface Approver {

    /**
     * Asks about one call; may wait.
     *
     * @param reason why the policy wants a person
     * @return the verdict, or empty if there is no answer now
     * @throws InterruptedException if the run was cancelled while waiting
     */
    Optional<Verdict> ask(ToolCall call, ToolSpec tool, String reason, RunState state) throws InterruptedException;

    /** Nobody is there. */
    static Approver nobody() {
        return (call, tool, reason, state) -> Optional.empty();
    }
}
