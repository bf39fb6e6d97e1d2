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
    private final List<ToolCall> calls;
    private final List<Step> steps;

    private Turn(int number, List<ToolCall> calls, List<Step> steps) {
        this.number = number;
        this.calls = calls;
        this.steps = steps;
    }

    static Turn of(int number, List<ToolCall> calls) {
        List<Step> steps = new ArrayList<>(calls.size());
        for (ToolCall call : calls) {
            steps.add(new Step(call));
        }
        return new Turn(number, List.copyOf(calls), steps);
    }

    /** Counts from one. */
    public int number() {
        return number;
    }

    /** The calls in the order in which the model made them. */
    public List<ToolCall> calls() {
        return calls;
    }

    /** Whether every call has its result. */
    public boolean isDone() {
        for (Step step : steps) {
            if (step.result == null) {
                return false;
            }
        }
        return true;
    }

    /** The calls without a result, in order. */
    public List<ToolCall> open() {
        List<ToolCall> open = new ArrayList<>(steps.size());
        for (Step step : steps) {
            if (step.result == null) {
                open.add(step.call);
            }
        }
        return open;
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
        List<Step> changed = new ArrayList<>(steps);
        changed.replaceAll(step -> step.call.id().equals(callId) ? change.apply(step) : step);
        return new Turn(number, calls, changed);
    }

    private Optional<Step> find(String callId) {
        for (Step step : steps) {
            if (step.call.id().equals(callId)) {
                return Optional.of(step);
            }
        }
        return Optional.empty();
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
