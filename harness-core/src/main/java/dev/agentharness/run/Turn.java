package dev.agentharness.run;

import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What the model asked for in one message, and how far that is done. Immutable. */
public final class Turn {

    private final int number;
    private final List<ToolCall> calls;
    private final Step[] steps; // never written once the turn is made

    private Turn(int number, List<ToolCall> calls, Step[] steps) {
        this.number = number;
        this.calls = calls;
        this.steps = steps;
    }

    static Turn of(int number, List<ToolCall> calls) {
        Step[] steps = new Step[calls.size()];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = new Step(calls.get(i));
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
        return done() == steps.length;
    }

    /** The calls without a result, in order. */
    public List<ToolCall> open() {
        int done = done();
        if (done == 0 || done == steps.length) {
            return done == 0 ? calls : List.of(); // as most turns are, whenever they are asked
        }
        List<ToolCall> open = new ArrayList<>(steps.length - done);
        for (Step step : steps) {
            if (step.result == null) {
                open.add(step.call);
            }
        }
        return Collections.unmodifiableList(open);
    }

    /** The results so far, in the order of the calls. */
    public List<ToolResult> results() {
        ToolResult[] results = new ToolResult[done()];
        int count = 0;
        for (Step step : steps) {
            if (step.result != null) {
                results[count++] = step.result;
            }
        }
        return List.of(results);
    }

    private int done() {
        int done = 0;
        for (Step step : steps) {
            done += step.result == null ? 0 : 1;
        }
        return done;
    }

    /** The policy's decision on a call, if it was made. */
    public Optional<Decision> decision(String callId) {
        return Optional.ofNullable(step(callId).decision);
    }

    /** What a person is asked, or was asked, about a call, if the policy has decided so. */
    Optional<Decision.Ask> asked(String callId) {
        return decision(callId).filter(Decision.Ask.class::isInstance).map(Decision.Ask.class::cast);
    }

    /** A person's verdict on a call, if it was given. */
    public Optional<Verdict> verdict(String callId) {
        return Optional.ofNullable(step(callId).verdict);
    }

    /** Whether the call was begun; begun without a result means that the process died in between. */
    public boolean isStarted(String callId) {
        return step(callId).started;
    }

    /** Whether a person must say whether the call may run, and has not said it. */
    public boolean awaitsPerson(String callId) {
        return step(callId).awaitsPerson();
    }

    /** What the call waited for when it was last carried out, if a sub-agent below it then waited for persons. */
    public Optional<RunEvent.CallSuspended> suspended(String callId) {
        return Optional.ofNullable(step(callId).suspended);
    }

    /** Whether the call stands still until the run is resumed, because a sub-agent below it waits for persons. */
    public boolean isHeld(String callId) {
        return step(callId).held;
    }

    /** What persons said since about the calls of sub-agents that this call waits for. */
    public List<Verdict> verdictsBelow(String callId) {
        return step(callId).below;
    }

    /** The calls that wait for a person, in order: those of this turn, and those of sub-agents that carry its calls out. */
    List<WaitingCall> waiting(String runId) {
        List<WaitingCall> waiting = new ArrayList<>();
        for (ToolCall call : open()) {
            if (awaitsPerson(call.id())) {
                asked(call.id()).ifPresent(ask -> waiting.add(new WaitingCall(runId, List.of(), call, ask.reason())));
            }
            waiting.addAll(waitingBelow(call.id()));
        }
        return List.copyOf(waiting);
    }

    /** The calls of sub-agents that this call waits for, and that nobody has answered about. */
    private List<WaitingCall> waitingBelow(String callId) {
        return suspended(callId).map(RunEvent.CallSuspended::waiting).orElse(List.of()).stream()
                .filter(call ->
                        verdictsBelow(callId).stream().noneMatch(given -> given.fits(call.runId(), call.call())))
                .toList();
    }

    public Optional<ToolResult> result(String callId) {
        return Optional.ofNullable(step(callId).result);
    }

    /** The call as it is to be carried out: with the arguments a person changed it to, if one did. */
    public ToolCall asApproved(ToolCall call) {
        return verdict(call.id())
                .flatMap(Verdict::changed)
                .map(arguments -> new ToolCall(call.id(), call.name(), arguments))
                .orElse(call);
    }

    Turn decided(String callId, Decision decision) {
        return with(callId, step -> step.decided(decision));
    }

    Turn answered(Verdict verdict) {
        return with(verdict.callId(), step -> step.answered(verdict));
    }

    /** With the calls allowed that wait for nothing but what stands. */
    Turn answered(Standing standing) {
        return mapped(step -> step.isCovered(standing) ? step.answered(Verdict.allow(step.call.id())) : step);
    }

    /** With a verdict about a call of a sub-agent, for whichever call waits for that. */
    Turn answeredBelow(Verdict verdict) {
        return mapped(step ->
                waitingBelow(step.call.id()).stream().anyMatch(call -> verdict.fits(call.runId(), call.call()))
                        ? step.answeredBelow(verdict)
                        : step);
    }

    Turn started(String callId) {
        return with(callId, Step::begun);
    }

    Turn suspended(RunEvent.CallSuspended event) {
        return with(event.callId(), step -> step.suspended(event));
    }

    /** With no call held: each may be carried out again, to see whether there is an answer now. */
    Turn released() {
        return mapped(Step::released);
    }

    Turn finished(ToolResult result) {
        return with(result.callId(), step -> step.finished(result));
    }

    private Turn with(String callId, UnaryOperator<Step> change) {
        return mapped(step -> step.call.id().equals(callId) ? change.apply(step) : step);
    }

    private Turn mapped(UnaryOperator<Step> change) {
        Step[] changed = steps.clone();
        for (int i = 0; i < changed.length; i++) {
            changed[i] = change.apply(changed[i]);
        }
        return new Turn(number, calls, changed);
    }

    private Step step(String callId) {
        for (Step step : steps) {
            if (step.call.id().equals(callId)) {
                return step;
            }
        }
        return Step.NONE;
    }

    /**
     * How far one call is.
     *
     * @param started whether it is being carried out, or was when the process died
     * @param suspended what it waited for when it was carried out last
     * @param held whether it stands still because of that
     * @param below what persons said about what it waited for
     */
    private record Step(
            ToolCall call,
            @Nullable Decision decision,
            @Nullable Verdict verdict,
            boolean started,
            RunEvent.@Nullable CallSuspended suspended,
            boolean held,
            List<Verdict> below,
            @Nullable ToolResult result) {

        /** Of a call that was not made. */
        static final Step NONE = new Step(new ToolCall("", "", ""));

        Step(ToolCall call) {
            this(call, null, null, false, null, false, List.of(), null);
        }

        boolean awaitsPerson() {
            return decision instanceof Decision.Ask && verdict == null;
        }

        boolean isCovered(Standing standing) {
            return result == null
                    && verdict == null
                    && decision instanceof Decision.Ask ask
                    && standing.callId(call.name(), ask).isPresent();
        }

        Step decided(Decision made) {
            return new Step(call, made, verdict, started, suspended, held, below, result);
        }

        Step answered(Verdict given) {
            Decision standing = given.changed().isPresent() ? null : decision; // other arguments are decided on anew
            return new Step(call, standing, given, started, suspended, held, below, result);
        }

        Step answeredBelow(Verdict given) {
            List<Verdict> all = new ArrayList<>(below);
            all.add(given);
            return new Step(call, decision, verdict, started, suspended, held, List.copyOf(all), result);
        }

        Step begun() {
            return new Step(call, decision, verdict, true, suspended, false, below, result);
        }

        Step suspended(RunEvent.CallSuspended event) {
            return new Step(call, decision, verdict, false, event, true, List.of(), result);
        }

        Step released() {
            return new Step(call, decision, verdict, started, suspended, false, below, result);
        }

        Step finished(ToolResult made) {
            return new Step(call, decision, verdict, started, suspended, held, below, made);
        }
    }
}
