package dev.agentharness.otel;

import dev.agentharness.budget.Spend;
import dev.agentharness.model.FinishReason;
import dev.agentharness.model.Message;
import dev.agentharness.model.Usage;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunState;
import dev.agentharness.run.Stamps;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.Optional;

/** The span of a run, what stands on it, and the spans below it, all stamped with what the run runs under. */
final class RunSpans {

    private final Tracing tracing;
    private final String runId;
    private final Stamps stamps;
    private final Span run;
    private final Context context;

    private RunSpans(SpanBuilder span, Context parent, String runId, Stamps stamps, Tracing tracing) {
        this.tracing = tracing;
        this.runId = runId;
        this.stamps = stamps;
        this.run = span.setParent(parent).startSpan();
        this.context = parent.with(run);
    }

    static RunSpans begun(RunEvent.Started event, Context above, Tracing tracing) {
        String parent = event.origin().parentRun();
        RunSpans spans = of(event.runId(), event.stamps(), parent, Optional.empty(), event.at(), above, tracing);
        Disclosure disclosure = tracing.disclosure();
        if (disclosure.hasContent()) {
            spans.run.setAttribute(
                    GenAi.INSTRUCTIONS, MessageJson.instructions(event.instructions(), disclosure::shown));
            spans.run.setAttribute(GenAi.INPUT, MessageJson.input(event.task(), disclosure::shown));
        }
        return spans;
    }

    static RunSpans resumed(RunEvent.Resumed event, RunState from, Context above, Tracing tracing) {
        String parent = from.events() == 0 ? "" : from.origin().parentRun();
        Optional<SpanContext> former = Optional.ofNullable(tracing.former().remove(from.runId()));
        RunSpans spans = of(from.runId(), event.stamps(), parent, former, event.at(), above, tracing);
        spans.run.setAttribute(Ours.RESUMED, true);
        Disclosure disclosure = tracing.disclosure();
        if (disclosure.hasContent() && !event.message().isEmpty()) {
            spans.run.setAttribute(GenAi.INPUT, MessageJson.input(Message.user(event.message()), disclosure::shown));
        }
        return spans;
    }

    private static RunSpans of(
            String runId,
            Stamps stamps,
            String parentRun,
            Optional<SpanContext> former,
            Instant at,
            Context above,
            Tracing tracing) {
        Optional<Tracing.OpenCall> call = Optional.ofNullable(tracing.calls().get(runId));
        Agent agent = Agent.of(stamps, call.map(Tracing.OpenCall::tool).or(tracing::agent));
        SpanBuilder span = tracing.tracer()
                .spanBuilder(agent.name().map(name -> "invoke_agent " + name).orElse("invoke_agent"))
                .setStartTimestamp(at)
                .setAttribute(GenAi.OPERATION, "invoke_agent")
                .setAttribute(GenAi.PROVIDER, Agent.provider(stamps.model()))
                .setAttribute(GenAi.REQUEST_MODEL, Agent.model(stamps.model()))
                .setAttribute(Ours.RUN, runId)
                .setAttribute(Ours.INSTRUCTIONS, stamps.instructions())
                .setAttribute(Ours.TOOLS, stamps.tools())
                .setAttribute(Ours.POLICY, stamps.policy())
                .setAttribute(Ours.MODEL, stamps.model())
                .setAttribute(Ours.HARNESS, stamps.harness());
        agent.name().ifPresent(name -> span.setAttribute(GenAi.AGENT, name));
        agent.version().ifPresent(version -> span.setAttribute(GenAi.AGENT_VERSION, version));
        if (!stamps.sources().isEmpty()) {
            span.setAttribute(
                    Ours.SOURCES,
                    stamps.sources().stream().map(Stamps.Source::toString).toList());
        }
        if (!parentRun.isEmpty()) {
            span.setAttribute(Ours.PARENT_RUN, parentRun);
        }
        former.ifPresent(span::addLink);
        return new RunSpans(span, call.map(Tracing.OpenCall::context).orElse(above), runId, stamps, tracing);
    }

    Span run() {
        return run;
    }

    Context context() {
        return context;
    }

    Disclosure disclosure() {
        return tracing.disclosure();
    }

    /** A span below that of the run. */
    SpanBuilder child(String name, Instant start) {
        return tracing.tracer()
                .spanBuilder(name)
                .setParent(context)
                .setStartTimestamp(start)
                .setAttribute(Ours.RUN, runId)
                .setAttribute(Ours.INSTRUCTIONS, stamps.instructions());
    }

    void ended(Outcome outcome, Usage usage, Spend spend) {
        spent(usage, spend);
        run.setAttribute(Ours.OUTCOME, outcome.code());
        Agent.error(outcome).ifPresent(error -> fail(run, error));
        disclosure().content(outcome.reason()).ifPresent(words -> run.setAttribute(Ours.WORDS, words));
        if (disclosure().hasContent() && outcome instanceof Outcome.Completed completed) {
            run.setAttribute(
                    GenAi.OUTPUT,
                    MessageJson.output(Message.assistant(completed.answer()), FinishReason.STOP, disclosure()::shown));
        }
    }

    void spent(Usage usage, Spend spend) {
        use(run, usage);
        run.setAttribute(Ours.TURNS, spend.turns());
        run.setAttribute(Ours.TOOL_CALLS, spend.toolCalls());
        charge(run, spend);
    }

    static void use(Span span, Usage usage) {
        span.setAttribute(GenAi.INPUT_TOKENS, usage.input());
        span.setAttribute(GenAi.OUTPUT_TOKENS, usage.output());
        span.setAttribute(GenAi.CACHE_READ, usage.cacheRead());
        span.setAttribute(GenAi.CACHE_CREATION, usage.cacheWrite());
        span.setAttribute(GenAi.REASONING, usage.reasoning());
    }

    static void charge(Span span, Spend spend) {
        span.setAttribute(Ours.TOKENS, spend.tokens());
        span.setAttribute(Ours.DOLLARS, spend.dollars().doubleValue());
    }

    static void fail(Span span, String error) {
        span.setAttribute(GenAi.ERROR, error);
        span.setStatus(StatusCode.ERROR);
    }
}
