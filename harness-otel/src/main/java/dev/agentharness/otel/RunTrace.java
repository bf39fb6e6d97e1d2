package dev.agentharness.otel;

import dev.agentharness.budget.Spend;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.model.Usage;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunState;
import dev.agentharness.tool.ToolContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The spans of one run while this process drives it, from its events alone and at their times. The run's span lies below
 * what is current where this is made. It is current on the run's thread, and within it that of the step which has just begun.
 * Used by the thread that drives the run, which may be another after a tool did not come back.
 */
final class RunTrace {

    private final Tracing tracing;
    private final RunState from;
    private final boolean current;
    private final Context above = Context.current();
    private final Map<String, CallTrace> calls = new LinkedHashMap<>();
    private Set<String> tools;
    private Optional<RunSpans> begun = Optional.empty();
    private Optional<Held> whole = Optional.empty();
    private Optional<Held> step = Optional.empty();
    private Optional<ModelTrace> asked = Optional.empty();
    private Optional<ModelTrace> hedge = Optional.empty();
    private Instant last = Instant.EPOCH;
    private Usage usage = Usage.NONE;
    private Spend spend = Spend.NONE;
    private int failures;
    private boolean closing;

    /**
     * @param from where the run goes on from
     * @param current whether spans can be made current, because it is sure that it is told when the run ends
     */
    RunTrace(RunState from, boolean current, Tracing tracing) {
        this.from = from;
        this.current = current;
        this.tracing = tracing;
        this.tools = from.events() == 0 ? Set.of() : names(from.tools());
    }

    void on(RunEvent event) {
        step.ifPresent(Held::close);
        step = Optional.empty();
        if (whole.filter(held -> !held.isHere()).isPresent()) {
            whole = begun.flatMap(spans -> enter(spans.context()));
        }
        if (event instanceof RunEvent.Started started) {
            tools = names(started.tools());
            begin(RunSpans.begun(started, above, tracing));
        } else if (event instanceof RunEvent.Resumed resumed) {
            begin(RunSpans.resumed(resumed, from, above, tracing));
            from.turn().open().forEach(this::known);
        } else {
            begun.ifPresent(spans -> on(event, spans));
        }
        last = event.at().isAfter(last) ? event.at() : last;
    }

    private void begin(RunSpans spans) {
        begun = Optional.of(spans);
        whole = enter(spans.context());
    }

    private void on(RunEvent event, RunSpans spans) {
        if (event instanceof RunEvent.ModelAsked model) {
            ModelTrace trace = new ModelTrace(model, failures + 1, closing, spans);
            asked = Optional.of(trace);
            step = enter(trace.context());
        } else if (event instanceof RunEvent.ModelHedged hedged) {
            ModelTrace trace = new ModelTrace(hedged, failures + 1, spans);
            hedge = Optional.of(trace);
            step = enter(trace.context());
        } else if (event instanceof RunEvent.ModelDropped dropped) {
            (dropped.hedge() ? hedge : asked).ifPresent(trace -> trace.dropped(dropped));
            asked = dropped.hedge() ? asked : hedge;
            hedge = Optional.empty();
            spend = spend.plus(dropped.charged());
        } else if (event instanceof RunEvent.ModelReplied reply) {
            asked.ifPresent(trace -> trace.replied(reply));
            asked = Optional.empty();
            failures = 0;
            usage = reply.usage().map(usage::plus).orElse(usage);
            spend = spend.plus(reply.charged());
            calls.clear();
            reply.message().toolCalls().forEach(call -> calls.put(call.id(), callTrace(call, spans)));
        } else if (event instanceof RunEvent.ModelFailed failure) {
            asked.ifPresent(trace -> trace.failed(failure));
            asked = Optional.empty();
            failures++;
            spend = spend.plus(failure.charged());
        } else if (event instanceof RunEvent.CallDecided decided) {
            call(decided.callId(), spans).decided(decided.decision(), decided.at());
        } else if (event instanceof RunEvent.PersonAsked person) {
            person.callIds().forEach(id -> call(id, spans).unanswered(person.at()));
        } else if (event instanceof RunEvent.PersonAnswered answer) {
            if (!answer.verdict().isBelow(from.runId())) { // else the sub-agent's run has it too
                call(answer.verdict().callId(), spans).answered(answer.verdict(), answer.at());
            }
        } else if (event instanceof RunEvent.CallStarted started) {
            CallTrace call = call(started.callId(), spans);
            spend = call.isSuspended() ? spend : spend.plus(Spend.toolCall());
            step = enter(started(call, started));
        } else if (event instanceof RunEvent.CallSuspended suspended) {
            tracing.calls().remove(key(suspended.callId()));
            call(suspended.callId(), spans).suspended(suspended);
        } else if (event instanceof RunEvent.Noted note) {
            call(note.callId(), spans).noted(note);
        } else if (event instanceof RunEvent.CallFinished finished) {
            tracing.calls().remove(key(finished.result().callId()));
            call(finished.result().callId(), spans).finished(finished);
        } else if (event instanceof RunEvent.Ended ended) {
            end(ended.outcome(), ended.at(), spans);
        } else {
            other(event, spans);
        }
    }

    private void other(RunEvent event, RunSpans spans) {
        if (event instanceof RunEvent.Drawn drawn) {
            spend = spend.plus(drawn.spend());
        }
        closing = closing || event instanceof RunEvent.ClosingBegan;
        Moment.of(event, tracing.disclosure()).ifPresent(moment -> {
            Span span = spans.child(moment.name(), moment.isStep() ? last : event.at())
                    .setAllAttributes(moment.attributes())
                    .startSpan();
            moment.words()
                    .flatMap(tracing.disclosure()::content)
                    .ifPresent(words -> span.setAttribute(Ours.WORDS, words));
            moment.error().ifPresent(error -> RunSpans.fail(span, error));
            span.end(event.at());
        });
    }

    private Context started(CallTrace call, RunEvent.CallStarted started) {
        Context context = call.started(started.at());
        tracing.calls().put(key(started.callId()), new Tracing.OpenCall(call.tool(), context));
        return context;
    }

    private void end(Outcome outcome, Instant at, RunSpans spans) {
        if (outcome.isResumable()) {
            tracing.former().put(from.runId(), spans.run().getSpanContext());
        }
        cut(outcome.code(), at);
        spans.ended(outcome, usage, spend);
        spans.run().end(at);
        leave();
    }

    /** Ends what is open of a run that nothing more is told of. */
    void abandon() {
        begun.ifPresent(spans -> {
            tracing.former().put(from.runId(), spans.run().getSpanContext());
            cut("abandoned", last);
            spans.spent(usage, spend);
            RunSpans.fail(spans.run(), "abandoned");
            spans.run().end(last);
        });
        leave();
    }

    private void cut(String why, Instant at) {
        asked.ifPresent(trace -> trace.cut(why, at));
        hedge.ifPresent(trace -> trace.cut(why, at));
        asked = Optional.empty();
        hedge = Optional.empty();
        calls.forEach((id, call) -> {
            tracing.calls().remove(key(id));
            call.cut(why, at);
        });
        calls.clear();
    }

    private void leave() {
        step.ifPresent(Held::close);
        whole.ifPresent(Held::close);
        step = Optional.empty();
        whole = Optional.empty();
        begun = Optional.empty();
    }

    @SuppressWarnings("MustBeClosedChecker") // closed by the next event, and by whatever ends the run
    private Optional<Held> enter(Context context) {
        return current ? Optional.of(new Held(context.makeCurrent(), Thread.currentThread())) : Optional.empty();
    }

    /** A context while it is current on a thread; only there can it be left. */
    private record Held(Scope scope, Thread thread) {
        boolean isHere() {
            return thread.equals(Thread.currentThread());
        }

        void close() {
            if (isHere()) {
                scope.close();
            }
        }
    }

    /** The run that carries this call out, if it is a sub-agent's, has the same id. */
    private String key(String callId) {
        return ToolContext.idempotencyKey(from.runId(), callId);
    }

    private void known(ToolCall call) {
        CallTrace trace = callTrace(call, begun.orElseThrow());
        from.turn().decision(call.id()).ifPresent(trace::decidedBefore);
        from.turn().suspended(call.id()).ifPresent(before -> trace.suspendedBefore());
        calls.put(call.id(), trace);
    }

    private CallTrace call(String id, RunSpans spans) {
        return calls.computeIfAbsent(id, unknown -> callTrace(new ToolCall(unknown, "", ""), spans));
    }

    private CallTrace callTrace(ToolCall call, RunSpans spans) {
        return new CallTrace(call, tools.contains(call.name()) ? call.name() : "unknown", spans);
    }

    private static Set<String> names(List<ToolSpec> tools) {
        return tools.stream().map(ToolSpec::name).collect(Collectors.toUnmodifiableSet());
    }
}
