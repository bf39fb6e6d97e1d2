package dev.agentharness.otel;

import static dev.agentharness.model.ScriptedModel.calls;
import static dev.agentharness.model.ScriptedModel.fails;
import static dev.agentharness.model.ScriptedModel.says;

import dev.agentharness.Harness;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.compaction.Compaction;
import dev.agentharness.compaction.Compactor;
import dev.agentharness.compaction.Trigger;
import dev.agentharness.journal.InMemoryJournal;
import dev.agentharness.journal.JournalException;
import dev.agentharness.model.Effect;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.permission.PermissionPolicy;
import dev.agentharness.recovery.Backoff;
import dev.agentharness.run.Decision;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunListener;
import dev.agentharness.run.RunResult;
import dev.agentharness.run.Verdict;
import dev.agentharness.tool.Tool;
import io.opentelemetry.context.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Runs that go every which way: tools side by side, sub-agents, faults, denials, people, shortening, interruption. */
final class RandomRuns {

    private final Random random;
    private final Tracing tracing;
    private final RunListener metrics;
    private final Tool inner;

    RandomRuns(long seed, Telemetry telemetry) {
        this.random = new Random(seed);
        this.tracing = Tracing.of(telemetry.sdk());
        this.metrics = Metrics.of(telemetry.sdk());
        Tool own = Tool.of(reading("fetch"), (input, context) -> {
            telemetry.sdk().getTracer("test").spanBuilder("GET").startSpan().end();
            return ToolOutput.text("fetched " + context.callId());
        });
        Tool deepest = harness(own).build().asTool("deep", "goes deep", share());
        this.inner = harness(own, deepest).build().asTool("help", "helps", share());
    }

    /** One run, and on from there where it waits for a person. */
    void run() {
        Harness.Builder builder = harness(
                inner,
                Tool.of(reading("read"), (input, context) -> ToolOutput.text("text " + context.callId())),
                Tool.of(reading("broken"), (input, context) -> {
                    throw new IllegalStateException("broken");
                }),
                Tool.of(
                        ToolSpec.builder("write", "writes")
                                .effect(Effect.NON_IDEMPOTENT)
                                .risk(Risk.WRITE)
                                .build(),
                        (input, context) -> ToolOutput.text("written " + context.callId())));
        InMemoryJournal journal = new InMemoryJournal();
        boolean breaks = chance(0.1);
        if (breaks) {
            builder.journal(
                    new Failing(journal, chance(0.5) ? RunEvent.CallFinished.class : RunEvent.ModelReplied.class));
        } else {
            builder.journal(journal);
        }
        boolean interrupted = chance(0.1);
        if (interrupted) {
            builder.stopWhen(state -> {
                if (state.turns() > 1) {
                    Thread.currentThread().interrupt();
                }
                return Optional.empty();
            });
        }
        Harness harness = builder.build();
        try {
            RunResult result = harness.run("Work.");
            List<Verdict> verdicts = new ArrayList<>();
            if (result.outcome() instanceof Outcome.Escalated escalated) {
                escalated.request().waiting().forEach(call -> verdicts.add(call.allow()));
            }
            if (!verdicts.isEmpty()) {
                harness.resume(result.runId(), verdicts.toArray(Verdict[]::new));
            }
        } catch (JournalException e) {
            if (!breaks) {
                throw e;
            }
        } finally {
            Thread.interrupted();
        }
    }

    private Harness.Builder harness(Tool... tools) {
        return Harness.builder()
                .model(new Answering(request -> answer(tools).to(request)))
                .tools(tools)
                .permission(chance(0.3) ? PermissionPolicy.askUnlessReadOnly() : (call, tool, state) -> decision())
                .approver((call, tool, reason, state) ->
                        chance(0.5) ? Optional.of(Verdict.allow(call.id())) : Optional.empty())
                .recovery((failure, failures) -> failures < 4 ? Optional.of(Backoff.NONE) : Optional.empty())
                .compaction(Compaction.builder()
                        .when(Trigger.turns(3))
                        .by(Compactor.clearResults(1))
                        .build())
                .budget(Budget.of(Limit.turns(12), Limit.tokens(500_000)).warnAt(0.5))
                .threads(Context::taskWrapping)
                .listener(tracing)
                .listener(metrics);
    }

    private synchronized Decision decision() {
        double share = random.nextDouble();
        return share < 0.8
                ? Decision.allow("fine")
                : share < 0.9
                        ? Decision.ask("sure?")
                        : share < 0.98 ? Decision.deny("no") : Decision.violation("never");
    }

    private synchronized ScriptedModel.Answer answer(Tool... tools) {
        if (chance(0.1)) {
            return fails(ModelException.Kind.OVERLOADED, "busy");
        }
        if (chance(0.25)) {
            return says("Done.");
        }
        List<String> asked = new ArrayList<>();
        int calls = 1 + random.nextInt(3);
        for (int i = 0; i < calls; i++) {
            Tool tool = tools[random.nextInt(tools.length)];
            asked.add(chance(0.05) ? "invented" : tool.spec().name());
            asked.add(chance(0.05) ? "{}" : "{\"task\":\"Work.\"}");
        }
        return calls(asked.toArray(String[]::new));
    }

    private synchronized boolean chance(double share) {
        return random.nextDouble() < share;
    }

    private static ToolSpec reading(String name) {
        return ToolSpec.builder(name, "reads")
                .effect(Effect.READ_ONLY)
                .risk(Risk.INTERNAL_READ)
                .build();
    }

    private static Budget share() {
        return Budget.of(Limit.turns(6), Limit.tokens(200_000));
    }
}
