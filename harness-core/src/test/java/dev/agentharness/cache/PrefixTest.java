package dev.agentharness.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.Harness;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.compaction.Compaction;
import dev.agentharness.context.ContextBuilder;
import dev.agentharness.context.ContextSection;
import dev.agentharness.model.Content;
import dev.agentharness.model.FinishReason;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.Usage;
import dev.agentharness.run.Reflection;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunResult;
import dev.agentharness.simulation.Trajectory;
import dev.agentharness.tool.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Recorded runs of another agent where {@code -Dharness.corpus=DIR} names them, and generated ones. */
@DisplayName("In long runs, each request")
class PrefixTest {

    private static final long SEED = 20_260_201;

    @Test
    void extends_the_stable_part_of_the_one_before_and_so_is_served_from_the_cache() throws Exception {
        List<Trajectory> runs = new ArrayList<>(Trajectory.corpus());
        int recorded = runs.size();
        for (int i = 0; i < 20; i++) {
            runs.add(generated(new Random(SEED + i)));
        }

        int requests = 0;
        int extending = 0;
        int changes = 0;
        Usage usage = Usage.NONE;
        for (Trajectory run : runs) {
            List<RunEvent> events = new ArrayList<>();
            CachingProvider provider = new CachingProvider(spec(), replaying(run));
            RunResult result = harness(provider, run, events).run("Solve it.");
            assertThat(result.isCompleted())
                    .as("%s: %s", run.name(), result.outcome())
                    .isTrue();
            requests += provider.requests();
            extending += provider.extending();
            changes += (int) events.stream()
                    .filter(RunEvent.PrefixChanged.class::isInstance)
                    .count();
            if (provider.requests() >= 10) {
                usage = usage.plus(result.usage());
            }
        }

        System.out.println("evidence: prefix.stable = " + extending + " of " + requests + " requests (" + recorded
                + " recorded and " + (runs.size() - recorded) + " generated runs, seed " + SEED + ")");
        System.out.printf("evidence: cache.hits = %.1f %%%n", 100 * usage.cacheHitRatio());
        assertThat(extending).isEqualTo(requests);
        assertThat(changes).isZero();
        assertThat(usage.cacheHitRatio()).isGreaterThan(0.85);
    }

    @Test
    void is_hardly_served_from_the_cache_where_a_clock_stands_in_front() {
        Trajectory run = generated(new Random(SEED));
        List<RunEvent> events = new ArrayList<>();
        CachingProvider provider = new CachingProvider(spec(), replaying(run));
        ContextSection clock = ContextSection.of("clock", Stability.SLOW, state -> "It is " + state.events());

        RunResult result = builder(provider, run, events)
                .context(ContextBuilder.with(clock))
                .build()
                .run("Solve it.");

        assertThat(result.usage().cacheHitRatio()).isLessThan(0.2);
        assertThat(provider.extending()).isEqualTo(1);
        assertThat(events.stream().filter(RunEvent.PrefixChanged.class::isInstance))
                .hasSize(provider.requests() - 1)
                .allMatch(event -> ((RunEvent.PrefixChanged) event).section().equals("clock"));
    }

    private static ModelSpec spec() {
        return ModelSpec.builder("simulated", "caching")
                .contextWindow(10_000_000)
                .build();
    }

    private static Harness harness(CachingProvider provider, Trajectory run, List<RunEvent> events) {
        return builder(provider, run, events)
                .context(ContextBuilder.with(
                        ContextSection.of("clock", Stability.VOLATILE, state -> "It is " + state.events())))
                .build();
    }

    private static Harness.Builder builder(CachingProvider provider, Trajectory run, List<RunEvent> events) {
        return Harness.builder()
                .model(provider)
                .instructions(
                        "You are a software engineer. Work in small steps and look before you change. ".repeat(20))
                .tools(tools(run))
                .budget(Budget.of(Limit.turns(10_000)))
                .reflector((state, budget) -> new Reflection.Continue())
                .compaction(Compaction.none())
                .planTool(true)
                .listener((runId, event) -> events.add(event));
    }

    private static Tool[] tools(Trajectory run) {
        return run.tools().stream()
                .map(spec -> Tool.of(
                        spec,
                        (input, context) -> ToolOutput.text(
                                run.steps().get((int) input.integer("step")).observation())))
                .toArray(Tool[]::new);
    }

    /** A model that takes the recorded steps one after the other. */
    private static ScriptedModel.Answer replaying(Trajectory run) {
        int[] next = {0};
        return request -> {
            int at = next[0]++;
            if (at == run.steps().size()) {
                return ModelResponse.of(Message.assistant("Solved."), FinishReason.STOP, Usage.NONE);
            }
            Trajectory.Step step = run.steps().get(at);
            ToolCall call = new ToolCall("call-" + at, "do_" + step.tool(), "{\"step\":" + at + "}");
            return ModelResponse.of(
                    Message.assistant(List.of(new Content.Text(step.thought()), call)),
                    FinishReason.TOOL_CALLS,
                    Usage.NONE);
        };
    }

    private static Trajectory generated(Random random) {
        List<Trajectory.Step> steps = new ArrayList<>();
        for (int i = 10 + random.nextInt(60); i > 0; i--) {
            steps.add(new Trajectory.Step(
                    "I look at part " + random.nextInt(),
                    "read",
                    "x" + random.nextInt() + " ".repeat(50 + random.nextInt(4_000))));
        }
        return new Trajectory("generated", steps);
    }
}
