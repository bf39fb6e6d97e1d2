package dev.agentharness.otel;

import dev.agentharness.budget.Limit;
import dev.agentharness.budget.Spend;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.model.Usage;
import dev.agentharness.run.Decision;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunState;
import dev.agentharness.run.Stamps;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.LongCounter;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is counted of one run while this process drives it. Used by the thread that drives the run. */
final class RunCount {

    private final Instruments to;
    private final String runId;
    private final Map<String, String> tools = new HashMap<>();
    private final Map<String, Instant> started = new HashMap<>();
    private final Set<String> waiting = new HashSet<>();
    private Set<String> offered = Set.of();
    private boolean nested;
    private Stamps stamps = new Stamps("", "", "", "", "");
    private Optional<Instant> begun = Optional.empty();
    private Optional<Asked> asked = Optional.empty();
    private Optional<Asked> hedged = Optional.empty();
    private Instant last = Instant.EPOCH;
    private Spend spend = Spend.NONE;

    /** A model that has not answered yet. */
    private record Asked(String model, Instant at) {

        AttributesBuilder attributes() {
            return Attributes.builder()
                    .put(GenAi.OPERATION, "chat")
                    .put(GenAi.PROVIDER, Agent.provider(model))
                    .put(GenAi.REQUEST_MODEL, Agent.model(model));
        }
    }

    RunCount(RunState from, Instruments to) {
        this.runId = from.runId();
        this.to = to;
        if (from.events() > 0) {
            offered = names(from.tools());
            nested = from.origin().hasParent();
            from.turn().open().forEach(this::made);
        }
    }

    void on(RunEvent event) {
        if (event instanceof RunEvent.Started beginning) {
            begin(beginning.at(), beginning.stamps());
            offered = names(beginning.tools());
            nested = beginning.origin().hasParent();
        } else if (event instanceof RunEvent.Resumed resumed) {
            begin(resumed.at(), resumed.stamps());
        } else if (event instanceof RunEvent.ModelAsked model) {
            asked = Optional.of(new Asked(model.model(), model.at()));
            hedged = Optional.empty();
        } else if (event instanceof RunEvent.ModelHedged hedge) {
            hedged = Optional.of(new Asked(hedge.model(), hedge.at()));
        } else if (event instanceof RunEvent.ModelDropped one) {
            dropped(one);
        } else if (event instanceof RunEvent.ModelReplied reply) {
            replied(reply);
        } else if (event instanceof RunEvent.ModelFailed failure) {
            failed(failure);
        } else if (event instanceof RunEvent.Drawn drawn) {
            spend = spend.plus(drawn.spend());
        } else if (event instanceof RunEvent.Ended ended) {
            finish(ended.outcome().code(), ended.at());
        } else if (!onCall(event)) {
            count(event);
        }
        last = event.at().isAfter(last) ? event.at() : last;
    }

    private void begin(Instant at, Stamps current) {
        begun = Optional.of(at);
        stamps = current;
    }

    private void replied(RunEvent.ModelReplied reply) {
        asked.ifPresent(model -> {
            tried(model, reply.at(), Optional.empty());
            reply.usage().ifPresent(usage -> used(model, usage));
        });
        asked = Optional.empty();
        spend = spend.plus(reply.charged());
        tools.clear();
        reply.message().toolCalls().forEach(this::made);
    }

    private void used(Asked model, Usage usage) {
        to.tokens.record(
                usage.input(), model.attributes().put(GenAi.TOKEN_TYPE, "input").build());
        to.tokens.record(
                usage.output(),
                model.attributes().put(GenAi.TOKEN_TYPE, "output").build());
    }

    private void failed(RunEvent.ModelFailed failure) {
        asked.ifPresent(model -> failed(model, failure.at(), failure.kind()));
        asked = Optional.empty();
        spend = spend.plus(failure.charged());
    }

    private void dropped(RunEvent.ModelDropped one) {
        (one.hedge() ? hedged : asked)
                .ifPresent(model -> one.failure()
                        .ifPresentOrElse(
                                kind -> failed(model, one.at(), kind),
                                () -> tried(model, one.at(), Optional.of("dropped"))));
        asked = one.hedge() ? asked : hedged;
        hedged = Optional.empty();
        spend = spend.plus(one.charged());
    }

    private void failed(Asked model, Instant at, ModelException.Kind kind) {
        tried(model, at, Optional.of(lower(kind)));
        to.modelFailures.add(1, model.attributes().put(GenAi.ERROR, lower(kind)).build());
    }

    private void tried(Asked model, Instant at, Optional<String> error) {
        AttributesBuilder attributes = model.attributes();
        error.ifPresent(kind -> attributes.put(GenAi.ERROR, kind));
        to.modelTime.record(seconds(model.at(), at), attributes.build());
    }

    private boolean onCall(RunEvent event) {
        if (event instanceof RunEvent.CallDecided decided) {
            decided(decided);
        } else if (event instanceof RunEvent.PersonAnswered answer) {
            if (!answer.verdict().isBelow(runId)) {
                waitsNoMore(answer.verdict().callId());
            }
        } else if (event instanceof RunEvent.CallStarted call) {
            waitsNoMore(call.callId());
            started.put(call.callId(), call.at());
        } else if (event instanceof RunEvent.CallSuspended call) {
            started.remove(call.callId());
        } else if (event instanceof RunEvent.CallFinished call) {
            finished(call);
        } else {
            return false;
        }
        return true;
    }

    private void decided(RunEvent.CallDecided decided) {
        Decision decision = decided.decision();
        to.decisions.add(
                1,
                Attributes.of(
                        GenAi.TOOL,
                        tool(decided.callId()),
                        Ours.DECISION,
                        CallTrace.word(decision),
                        Ours.LAYER,
                        lower(decision.layer())));
        if (decision instanceof Decision.Ask && waiting.add(decided.callId())) {
            to.approvalsWaiting.add(1);
        }
    }

    private void waitsNoMore(String callId) {
        if (waiting.remove(callId)) {
            to.approvalsWaiting.add(-1);
        }
    }

    private void finished(RunEvent.CallFinished call) {
        String id = call.result().callId();
        waitsNoMore(id);
        Instant from = started.remove(id);
        if (from != null) {
            AttributesBuilder attributes = Attributes.builder().put(GenAi.TOOL, tool(id));
            if (call.result().error()) {
                attributes.put(GenAi.ERROR, "tool_error");
            }
            to.toolTime.record(seconds(from, call.at()), attributes.build());
        }
    }

    private void count(RunEvent event) {
        if (event instanceof RunEvent.Compacted compacted) {
            to.compactions.add(1, agent().put(Ours.CRAMPED, compacted.cramped()).build());
        } else if (event instanceof RunEvent.PrefixChanged) {
            to.prefixChanges.add(1, agent().build());
        } else if (event instanceof RunEvent.BudgetWarned warned) {
            add(to.warnings, warned.limit());
        } else if (event instanceof RunEvent.LimitReached reached) {
            add(to.limits, reached.limit());
        }
    }

    /** What cannot be recorded any more is counted as a way to end. */
    void abandon() {
        finish("abandoned", last);
    }

    private void finish(String outcome, Instant at) {
        Collection<String> left = List.copyOf(waiting);
        left.forEach(this::waitsNoMore);
        Attributes attributes =
                agent().put(Ours.OUTCOME, outcome).put(Ours.NESTED, nested).build();
        to.runs.add(1, attributes);
        begun.ifPresent(from -> to.runTime.record(seconds(from, at), attributes));
        to.cost.record(spend.dollars().doubleValue(), attributes);
    }

    private void add(LongCounter counter, Limit limit) {
        counter.add(1, agent().put(Ours.METER, lower(limit.meter())).build());
    }

    private AttributesBuilder agent() {
        AttributesBuilder attributes = Attributes.builder();
        Agent.of(stamps, Optional.empty()).name().ifPresent(name -> attributes.put(GenAi.AGENT, name));
        return attributes;
    }

    private void made(ToolCall call) {
        tools.put(call.id(), offered.contains(call.name()) ? call.name() : "unknown");
    }

    private String tool(String callId) {
        return tools.getOrDefault(callId, "unknown");
    }

    private static Set<String> names(List<ToolSpec> tools) {
        return tools.stream().map(ToolSpec::name).collect(Collectors.toUnmodifiableSet());
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    private static double seconds(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toNanos() / 1e9);
    }
}
