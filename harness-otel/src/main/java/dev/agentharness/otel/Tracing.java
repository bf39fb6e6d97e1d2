package dev.agentharness.otel;

import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunListener;
import dev.agentharness.run.RunState;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * A listener that makes a trace of each run: a span for the run, one for each try of the model, each call of a tool, and
 * whatever else happened, down into sub-agents. Thread-safe; give one to all harnesses of a process, so that it knows whose
 * sub-agent a run is.
 *
 * <pre>{@code
 * Harness.builder().model(model).tools(tools)
 *         .listener(Tracing.of(openTelemetry))
 *         .threads(Context::taskWrapping) // so that spans of tools that work beside each other lie within their calls
 * }</pre>
 *
 * <p>A run's span lies within the span that is current where the run is started or resumed. A run that goes on has a new
 * span, linked to the one before it if this process still knows that one; {@code harness.run.id} is on all of them.
 *
 * <p>What people, models and tools say is not recorded unless {@linkplain Builder#recordContent asked for}, and what is
 * {@linkplain dev.agentharness.model.Secrets#known() known to look secret} never is.
 */
public final class Tracing implements RunListener {

    private static final int REMEMBERED = 1_000;

    private final Tracer tracer;
    private final Disclosure disclosure;
    private final Optional<String> agent;
    private final Map<String, RunTrace> runs = new ConcurrentHashMap<>();
    private final Map<String, OpenCall> calls = new ConcurrentHashMap<>();
    private final Map<String, SpanContext> former = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SpanContext> eldest) {
            return size() > REMEMBERED;
        }
    });

    private Tracing(Builder builder) {
        this.tracer = builder.openTelemetry
                .tracerBuilder(GenAi.SCOPE)
                .setInstrumentationVersion(
                        Objects.requireNonNullElse(Tracing.class.getPackage().getImplementationVersion(), ""))
                .build();
        this.disclosure = new Disclosure(builder.content, builder.longest, builder.redaction);
        this.agent = builder.agent;
    }

    /** Traces without content. */
    public static Tracing of(OpenTelemetry openTelemetry) {
        return builder(openTelemetry).build();
    }

    public static Builder builder(OpenTelemetry openTelemetry) {
        return new Builder(openTelemetry);
    }

    @Override
    public void onOpen(RunState state) {
        runs.put(state.runId(), new RunTrace(state, true, this));
    }

    @Override
    public void onEvent(String runId, RunEvent event) {
        RunTrace trace = runs.computeIfAbsent(runId, id -> new RunTrace(RunState.before(id), false, this));
        trace.on(event);
        if (event instanceof RunEvent.Ended) {
            runs.remove(runId);
        }
    }

    @Override
    public void onClose(String runId) {
        RunTrace trace = runs.remove(runId);
        if (trace != null) {
            trace.abandon();
        }
    }

    Tracer tracer() {
        return tracer;
    }

    Disclosure disclosure() {
        return disclosure;
    }

    /** What runs are called whose instructions do not say it. */
    Optional<String> agent() {
        return agent;
    }

    /** The calls that are being carried out, by the ids of the runs they are carried out by if sub-agents do that. */
    Map<String, OpenCall> calls() {
        return calls;
    }

    /** The spans of runs that may be gone on with; the newest of them. */
    Map<String, SpanContext> former() {
        return former;
    }

    /** A call that is being carried out. */
    record OpenCall(String tool, Context context) {}

    /** Collects how to trace. Not thread-safe. */
    public static final class Builder {
        private final OpenTelemetry openTelemetry;
        private boolean content;
        private int longest = 16_000;
        private UnaryOperator<String> redaction = text -> text;
        private Optional<String> agent = Optional.empty();

        private Builder(OpenTelemetry openTelemetry) {
            this.openTelemetry = Objects.requireNonNull(openTelemetry, "openTelemetry");
        }

        /**
         * Whether what people, models and tools say is recorded too: instructions, task, answers, arguments, results, reasons.
         * It is not unless told.
         */
        public Builder recordContent(boolean recorded) {
            this.content = recorded;
            return this;
        }

        /** How many characters of one text are recorded; 16,000 unless told. */
        public Builder longestText(int characters) {
            if (characters < 1) {
                throw new IllegalArgumentException("the longest text must have a character but has " + characters);
            }
            this.longest = characters;
            return this;
        }

        /**
         * What else is to be taken out of a text before anybody sees it, after what is known to look secret. A text at which
         * it throws is left out. Nothing unless told; thread-safe.
         */
        public Builder redacting(UnaryOperator<String> redaction) {
            this.redaction = Objects.requireNonNull(redaction, "redaction");
            return this;
        }

        /** What runs are called whose instructions have no spec with a name, and that are no sub-agent's. */
        public Builder agent(String name) {
            this.agent = Optional.of(name);
            return this;
        }

        public Tracing build() {
            return new Tracing(this);
        }
    }
}
