package dev.agentharness.run;

import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What the model asked for in one message, and how far that is done. Immutable. */
public final class Turn {

    private final int number;
    private final List<Step> steps;

    private Turn(int number, List<Step> steps) {
        this.number = number;
        this.steps = steps;
    }

    static Turn of(int number, List<ToolCall> calls) {
        return new Turn(number, calls.stream().map(Step::new).toList());
    }

    /** Counts from one. */
    public int number() {
        return number;
    }

    /** The calls in the order in which the model made them. */
    public List<ToolCall> calls() {
        return steps.stream().map(step -> step.call).toList();
    }

    /** Whether every call has its result. */
    public boolean isDone() {
        return steps.stream().allMatch(step -> step.result != null);
    }

    /** The calls without a result, in order. */
    public List<ToolCall> open() {
        return steps.stream()
                .filter(step -> step.result == null)
                .map(step -> step.call)
                .toList();
    }

    /** The results so far, in the order of the calls. */
    public List<ToolResult> results() {
        List<ToolResult> results = new ArrayList<>();
        for (Step step : steps) {
            if (step.result != null) {
                results.add(step.result);
            }
        }
        return results;
    }

    /** The policy's decision on a call, if it was made. */
    public Optional<Decision> decision(String callId) {
        return find(callId).map(step -> step.decision);
    }

    /** A person's verdict on a call, if it was given. */
    public Optional<Verdict> verdict(String callId) {
        return find(callId).map(step -> step.verdict);
    }

    /** Whether the call was begun; begun without a result means that the process died in between. */
    public boolean isStarted(String callId) {
        return find(callId).map(step -> step.started).orElse(false);
    }

    public Optional<ToolResult> result(String callId) {
        return find(callId).map(step -> step.result);
    }

    /** The call as it is to be carried out: with the arguments a person changed it to, if one did. */
    public ToolCall asApproved(ToolCall call) {
        return verdict(call.id())
                .flatMap(Verdict::changed)
                .map(arguments -> new ToolCall(call.id(), call.name(), arguments))
                .orElse(call);
    }

    Turn decided(String callId, Decision decision) {
        return with(callId, step -> new Step(step.call, decision, step.verdict, step.started, step.result));
    }

    Turn answered(Verdict verdict) {
        return with(
                verdict.callId(),
                step -> new Step(
                        step.call,
                        verdict.changed().isPresent() ? null : step.decision, // other arguments are decided on anew
                        verdict,
                        step.started,
                        step.result));
    }

    Turn started(String callId) {
        return with(callId, step -> new Step(step.call, step.decision, step.verdict, true, step.result));
    }

    Turn finished(ToolResult result) {
        return with(result.callId(), step -> new Step(step.call, step.decision, step.verdict, step.started, result));
    }

    private Turn with(String callId, UnaryOperator<Step> change) {
        return new Turn(
                number,
                steps.stream()
                        .map(step -> step.call.id().equals(callId) ? change.apply(step) : step)
                        .toList());
    }

    private Optional<Step> find(String callId) {
        return steps.stream().filter(step -> step.call.id().equals(callId)).findFirst();
    }

    /** How far one call is. */
    private record Step(
            ToolCall call,
            @Nullable Decision decision,
            @Nullable Verdict verdict,
            boolean started,
            @Nullable ToolResult result) {
        Step(ToolCall call) {
            this(call, null, null, false, null);
        }
    }
}
