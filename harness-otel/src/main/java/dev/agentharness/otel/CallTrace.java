package dev.agentharness.otel;

import dev.agentharness.model.ToolCall;
import dev.agentharness.run.Decision;
import dev.agentharness.run.Layer;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.Verdict;
import dev.agentharness.run.WaitingCall;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The spans of one call: {@code approve} from where the policy asks for a person until one has answered, and
 * {@code execute_tool} while it is carried out, or where it is said that it is not.
 */
final class CallTrace {

    private final ToolCall call;
    private final String tool;
    private final RunSpans spans;
    private Optional<Decision> decision = Optional.empty();
    private Optional<Instant> decidedAt = Optional.empty();
    private Optional<Span> approval = Optional.empty();
    private Optional<Span> execution = Optional.empty();
    private boolean suspended;

    /**
     * @param tool the tool's name, or another word if there is no such tool: what a model makes up is no name
     */
    CallTrace(ToolCall call, String tool, RunSpans spans) {
        this.call = call;
        this.tool = tool;
        this.spans = spans;
    }

    String tool() {
        return tool;
    }

    /** What was decided before this process drove the run. */
    void decidedBefore(Decision before) {
        decision = Optional.of(before);
    }

    void decided(Decision made, Instant at) {
        decision = Optional.of(made);
        decidedAt = Optional.of(at);
        if (made instanceof Decision.Ask) {
            approval = Optional.of(approval(at));
        }
    }

    void answered(Verdict verdict, Instant at) {
        Span span = approval.orElseGet(() -> approval(at));
        String word = verdict.forRun() ? "allowed_for_run" : verdict.changed().isPresent() ? "changed" : "allowed";
        span.setAttribute(Ours.VERDICT, verdict.allowed() ? word : "denied");
        spans.disclosure().content(verdict.note()).ifPresent(note -> span.setAttribute(Ours.WORDS, note));
        span.end(at);
        approval = Optional.empty();
    }

    void unanswered(Instant at) {
        closeApproval("unanswered", at);
    }

    /** The context in which the call is carried out. */
    Context started(Instant at) {
        closeApproval("allowed_before", at);
        Span span = execution(at).startSpan();
        execution = Optional.of(span);
        decidedAt = Optional.empty();
        return spans.context().with(span);
    }

    void noted(RunEvent.Noted note) {
        AttributesBuilder attributes =
                Attributes.builder().put(Ours.NOTE, spans.disclosure().word(note.kind()));
        spans.disclosure().content(note.attributes().toString()).ifPresent(words -> attributes.put(Ours.WORDS, words));
        execution.ifPresent(span -> span.addEvent("harness.note", attributes.build(), note.at()));
    }

    void finished(RunEvent.CallFinished event) {
        closeApproval("unanswered", event.at());
        Span span = execution.orElseGet(
                () -> execution(decidedAt.orElse(event.at())).startSpan());
        if (event.result().error()) {
            RunSpans.fail(span, error());
        }
        spans.disclosure().content(event.result().text()).ifPresent(text -> span.setAttribute(GenAi.RESULT, text));
        span.end(event.at());
        execution = Optional.empty();
        decidedAt = Optional.empty();
    }

    /** It rests until persons have answered what a sub-agent asks; then it is carried out again. */
    void suspended(RunEvent.CallSuspended event) {
        execution.ifPresent(span -> {
            span.setAttribute(Ours.WAITING, (long) event.waiting().size());
            String reasons = event.waiting().stream().map(WaitingCall::reason).collect(Collectors.joining("\n"));
            spans.disclosure().content(reasons).ifPresent(words -> span.setAttribute(Ours.WORDS, words));
            span.end(event.at());
        });
        execution = Optional.empty();
        suspended = true;
    }

    /** As it was suspended before this process drove the run. */
    void suspendedBefore() {
        suspended = true;
    }

    /** Whether it was begun before, and so has been counted. */
    boolean isSuspended() {
        return suspended;
    }

    /** Nothing more is heard of it. */
    void cut(String why, Instant at) {
        boolean waits = approval.isPresent();
        closeApproval("unanswered", at);
        Optional<Span> open = waits || decidedAt.isEmpty()
                ? execution
                : execution.or(() -> Optional.of(execution(decidedAt.orElse(at)).startSpan()));
        open.ifPresent(span -> {
            RunSpans.fail(span, decision.orElse(null) instanceof Decision.Deny ? error() : why);
            span.end(at);
        });
        execution = Optional.empty();
        decidedAt = Optional.empty();
    }

    private void closeApproval(String verdict, Instant at) {
        approval.ifPresent(span -> {
            span.setAttribute(Ours.VERDICT, verdict);
            span.end(at);
            decidedAt = Optional.empty();
        });
        approval = Optional.empty();
    }

    private Span approval(Instant at) {
        return described(spans.child("approve " + tool, at))
                .setAttribute(Ours.EVENT, "approval")
                .startSpan();
    }

    private SpanBuilder execution(Instant at) {
        SpanBuilder span = described(spans.child("execute_tool " + tool, at))
                .setAttribute(GenAi.OPERATION, "execute_tool")
                .setAttribute(GenAi.TOOL_TYPE, "function");
        spans.disclosure().content(call.arguments()).ifPresent(text -> span.setAttribute(GenAi.ARGUMENTS, text));
        return span;
    }

    private SpanBuilder described(SpanBuilder span) {
        span.setAttribute(GenAi.TOOL, tool)
                .setAttribute(GenAi.CALL_ID, spans.disclosure().word(call.id()));
        decision.ifPresent(made -> {
            span.setAttribute(Ours.DECISION, word(made)).setAttribute(Ours.LAYER, lower(made.layer()));
            if (!made.rule().isEmpty()) {
                span.setAttribute(Ours.RULE, spans.disclosure().word(made.rule()));
            }
            spans.disclosure().content(made.reason()).ifPresent(reason -> span.setAttribute(Ours.WORDS, reason));
        });
        return span;
    }

    /** What kind of error a result is. */
    private String error() {
        if (!(decision.orElse(null) instanceof Decision.Deny deny)) {
            return "tool_error";
        }
        return switch (deny.layer()) {
            case DECLARED -> "unknown_tool";
            case ARGUMENTS -> "invalid_arguments";
            default -> "denied";
        };
    }

    static String word(Decision decision) {
        return decision instanceof Decision.Allow ? "allow" : decision instanceof Decision.Ask ? "ask" : "deny";
    }

    static String lower(Layer layer) {
        return layer.name().toLowerCase(Locale.ROOT);
    }
}
