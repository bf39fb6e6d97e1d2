package dev.agentharness.otel;

import dev.agentharness.run.RunEvent;
import io.opentelemetry.api.trace.Span;
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
    private final Span span;

    ModelTrace(RunEvent.ModelAsked event, int attempt, boolean closing, RunSpans spans) {
        String model = Agent.model(spans.stamps());
        this.spans = spans;
        this.span = spans.child("chat " + model, event.at())
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute(GenAi.OPERATION, "chat")
                .setAttribute(GenAi.PROVIDER, Agent.provider(spans.stamps()))
                .setAttribute(GenAi.REQUEST_MODEL, model)
                .setAttribute(GenAi.MAX_TOKENS, (long) event.maxOutputTokens())
                .setAttribute(Ours.TURN, (long) event.turn())
                .setAttribute(Ours.ATTEMPT, (long) attempt)
                .setAttribute(Ours.CLOSING, closing)
                .startSpan();
    }

    Context context() {
        return spans.context().with(span);
    }

    void replied(RunEvent.ModelReplied reply) {
        Map<String, String> details = reply.details();
        Disclosure disclosure = spans.disclosure();
        span.setAttribute(
                GenAi.RESPONSE_MODEL, disclosure.word(details.getOrDefault("model", Agent.model(spans.stamps()))));
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

    /** Nothing was heard of it. */
    void cut(String why, Instant at) {
        RunSpans.fail(span, why);
        span.end(at);
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
