package dev.agentharness;

import dev.agentharness.model.ToolCall;
import dev.agentharness.run.RunState;
import dev.agentharness.run.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * What a run is resumed with.
 *
 * @param task the task, where this process knows it
 * @param answer what a person says; empty if nothing
 * @param verdicts what a person decides about calls that wait
 */
record Resumption(String runId, Optional<Task> task, String answer, List<Verdict> verdicts) {

    /** Throws if the run does not wait for what it is resumed with. */
    void checkFits(RunState state) {
        List<String> open = state.turn().open().stream().map(ToolCall::id).toList();
        for (Verdict verdict : verdicts) {
            if (!open.contains(verdict.callId())) {
                throw new IllegalArgumentException("no call '" + verdict.callId() + "' of run " + runId
                        + " waits for a verdict; waiting are " + open);
            }
        }
        if (!answer.isEmpty() && !open.isEmpty()) {
            throw new IllegalArgumentException(
                    "run " + runId + " waits for verdicts about the calls " + open + ", not for an answer in words");
        }
    }

    /** What the model is told when the run goes on; nothing while calls are open. */
    String message(RunState state) {
        boolean broughtToAClose = state.isClosing() && state.turn().isDone();
        return answer.isEmpty() && broughtToAClose ? "There is budget again. Go on with the task." : answer;
    }
}
