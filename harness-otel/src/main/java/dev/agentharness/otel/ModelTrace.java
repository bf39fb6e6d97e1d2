package dev.agentharness.otel;

import dev.agentharness.run.RunEvent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The span of one try of the model. */
final class ModelTrace {

    private final RunSpans spans;
    private final String model;
    private final Span span;

    ModelTrace(RunEvent.ModelAsked event, int attempt, boolean closing, RunSpans spans) {
        this.spans = spans;
        this.model = event.model();
        this.span = begun(event.at(), model, event.maxOutputTokens(), spans)
                .setAttribute(Ours.TURN, (long) event.turn())
                .setAttribute(Ours.ATTEMPT, (long) attempt)
                .setAttribute(Ours.CLOSING, closing)
                .startSpan();
    }

    /** The second of two that are asked beside each other. */
    ModelTrace(RunEvent.ModelHedged event, int attempt, RunSpans spans) {
        this.spans = spans;
        this.model = event.model();
        this.span = begun(event.at(), model, event.maxOutputTokens(), spans)
                .setAttribute(Ours.ATTEMPT, (long) attempt)
                .setAttribute(Ours.HEDGE, true)
                .startSpan();
    }

    private static SpanBuilder begun(Instant at, String model, int maxOutput, RunSpans spans) {
        return spans.child("chat " + Agent.model(model), at)
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute(GenAi.OPERATION, "chat")
                .setAttribute(GenAi.PROVIDER, Agent.provider(model))
                .setAttribute(GenAi.REQUEST_MODEL, Agent.model(model))
                .setAttribute(GenAi.MAX_TOKENS, (long) maxOutput);
    }

    Context context() {
        return spans.context().with(span);
    }

    void replied(RunEvent.ModelReplied reply) {
        Map<String, String> details = reply.details();
        Disclosure disclosure = spans.disclosure();
        span.setAttribute(GenAi.RESPONSE_MODEL, disclosure.word(details.getOrDefault("model", Agent.model(model))));
        if (details.containsKey("id")) {
            span.setAttribute(GenAi.RESPONSE_ID, disclosure.word(details.getOrDefault("id", "")));
        }
        span.setAttribute(GenAi.FINISH_REASONS, List.of(MessageJson.finish(reply.finishReason())));
        reply.usage().ifPresent(usage -> RunSpans.use(span, usage));
        RunSpans.charge(span, reply.charged());
        if (disclosure.hasContent()) {
            span.setAttribute(
                    GenAi.OUTPUT, MessageJson.output(reply.message(), reply.finishReason(), disclosure::shown));
        }
        span.end(reply.at());
    }

    void failed(RunEvent.ModelFailed failure) {
        RunSpans.fail(span, failure.kind().name().toLowerCase(Locale.ROOT));
        span.setAttribute(Ours.RETRYABLE, failure.retryable());
        failure.retryAfter().ifPresent(wait -> span.setAttribute(Ours.RETRY_AFTER, seconds(wait)));
        RunSpans.charge(span, failure.charged());
        spans.disclosure().content(failure.message()).ifPresent(words -> span.setAttribute(Ours.WORDS, words));
        span.end(failure.at());
    }

    /** The other was quicker, or this one has failed. */
    void dropped(RunEvent.ModelDropped dropped) {
        RunSpans.fail(
                span,
                dropped.failure()
                        .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                        .orElse("dropped"));
        RunSpans.charge(span, dropped.charged());
        spans.disclosure().content(dropped.message()).ifPresent(words -> span.setAttribute(Ours.WORDS, words));
        span.end(dropped.at());
    }

    /** Nothing was heard of it. */
    void cut(String why, Instant at) {
        RunSpans.fail(span, why);
        span.end(at);
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
