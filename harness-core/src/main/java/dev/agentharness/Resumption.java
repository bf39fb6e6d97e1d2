package dev.agentharness;

import dev.agentharness.model.ToolCall;
import dev.agentharness.run.RunState;
import dev.agentharness.run.Verdict;
import dev.agentharness.run.WaitingCall;
import java.util.ArrayList;
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
        List<WaitingCall> waiting = new ArrayList<>(state.waiting());
        for (Verdict verdict : verdicts) {
            WaitingCall answered = waiting.stream()
                    .filter(call -> call.isAnsweredBy(verdict, runId))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(misfit(verdict, waiting)));
            waiting.remove(answered);
        }
        List<String> open = state.turn().open().stream().map(ToolCall::id).toList();
        if (!answer.isEmpty() && !open.isEmpty()) {
            throw new IllegalArgumentException(
                    "run " + runId + " waits for verdicts about the calls " + open + ", not for an answer in words");
        }
    }

    private String misfit(Verdict verdict, List<WaitingCall> waiting) {
        if (waiting.stream().noneMatch(call -> call.id().equals(verdict.callId()))) {
            return "no call '" + verdict.callId() + "' of run " + runId + " or of its sub-agents waits for a verdict; "
                    + "waiting are " + waiting.stream().map(WaitingCall::id).toList();
        }
        return verdict.binding()
                .map(bound -> "the verdict about call '" + verdict.callId() + "' of run " + runId
                        + " was given on another run, tool or arguments: " + bound)
                .orElse("call '" + verdict.callId() + "' is a sub-agent's: bind the verdict to it, as the waiting call "
                        + "does by itself (allow(), deny(note) …)");
    }

    /** The verdicts, each bound to the very call that it is about. */
    List<Verdict> bound(RunState state) {
        return verdicts.stream()
                .flatMap(verdict -> state.waiting().stream()
                        .filter(call -> call.isAnsweredBy(verdict, runId))
                        .map(call -> verdict.boundTo(call.runId(), call.call())))
                .toList();
    }

    /** What the model is told when the run goes on; nothing while calls are open. */
    String message(RunState state) {
        boolean broughtToAClose =
                state.outcome().isPresent() && state.isClosing() && state.turn().isDone();
        return answer.isEmpty() && broughtToAClose ? "There is budget again. Go on with the task." : answer;
    }
}
