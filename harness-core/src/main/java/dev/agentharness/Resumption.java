package dev.agentharness;

import dev.agentharness.model.ToolCall;
import dev.agentharness.run.Decision;
import dev.agentharness.run.RunState;
import dev.agentharness.run.Verdict;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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
        Set<String> waiting = state.turn().open().stream()
                .map(ToolCall::id)
                .filter(id -> state.turn().decision(id).orElse(null) instanceof Decision.Ask)
                .filter(id -> state.turn().verdict(id).isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        for (Verdict verdict : verdicts) {
            state.turn().open().stream()
                    .filter(call -> call.id().equals(verdict.callId()) && !verdict.fits(runId, call))
                    .findFirst()
                    .ifPresent(call -> {
                        throw new IllegalArgumentException("the verdict about call '" + call.id() + "' of run " + runId
                                + " was given on another run, tool or arguments: " + verdict.binding());
                    });
            if (!waiting.remove(verdict.callId())) {
                throw new IllegalArgumentException("no call '" + verdict.callId() + "' of run " + runId
                        + " waits for a verdict; waiting are " + waiting);
            }
        }
        if (!answer.isEmpty() && !open.isEmpty()) {
            throw new IllegalArgumentException(
                    "run " + runId + " waits for verdicts about the calls " + open + ", not for an answer in words");
        }
    }

    /** The verdicts, each bound to the very call that it is about. */
    List<Verdict> bound(RunState state) {
        return verdicts.stream()
                .flatMap(verdict -> state.turn().open().stream()
                        .filter(call -> verdict.fits(runId, call))
                        .map(call -> verdict.boundTo(runId, call)))
                .toList();
    }

    /** What the model is told when the run goes on; nothing while calls are open. */
    String message(RunState state) {
        boolean broughtToAClose =
                state.outcome().isPresent() && state.isClosing() && state.turn().isDone();
        return answer.isEmpty() && broughtToAClose ? "There is budget again. Go on with the task." : answer;
    }
}
