package dev.agentharness.bench;

import dev.agentharness.Harness;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.model.Effect;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.models.HttpModelBuilder;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunListener;
import dev.agentharness.run.RunResult;
import dev.agentharness.tool.ArtefactStore;
import dev.agentharness.tool.Tool;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Our harness with all that it does by itself: events, budget, permission, a journal in memory. */
final class Harnessed implements Contestant {

    /** As finite as the default, but large enough for the longest task. */
    private static final Budget BUDGET = Budget.of(
            Limit.turns(1_000), Limit.toolCalls(1_000), Limit.tokens(100_000_000), Limit.time(Duration.ofMinutes(30)));

    private final Map<Plan, ModelClient> models = new HashMap<>();
    private final String name;
    private final Server server;
    private final Supplier<HttpModelBuilder<?>> api;

    Harnessed(String name, Server server, Supplier<HttpModelBuilder<?>> api) {
        this.name = name;
        this.server = server;
        this.api = api;
    }

    @Override
    public String name() {
        return name;
    }

    /** A new harness has a new journal; the model stays, as it does in an application. */
    @Override
    public Agent agent(Plan plan, Consumer<String> deltas) {
        Harness harness = harness(plan, deltas);
        return () -> {
            RunResult result = harness.run(Archive.TASK);
            if (result.outcome() instanceof Outcome.Cancelled) {
                throw new InterruptedException();
            }
            if (!result.isCompleted()) {
                throw new IllegalStateException("the run ended as " + result.outcome());
            }
            return result.answer();
        };
    }

    private Harness harness(Plan plan, Consumer<String> deltas) {
        Harness.Builder builder = Harness.builder()
                .model(models.computeIfAbsent(plan, this::model))
                .instructions(Archive.INSTRUCTIONS)
                .tools(Archive.tools(plan.tools()).stream()
                        .map(name -> tool(name, plan.resultBytes()))
                        .toArray(Tool[]::new))
                .budget(BUDGET)
                .controlTools(false)
                .artefacts(ArtefactStore.none());
        return (plan.isStreamed() ? builder.listener(new Deltas(deltas)) : builder).build();
    }

    private static Tool tool(String name, int resultBytes) {
        ToolSpec spec = ToolSpec.builder(name, Archive.description(name))
                .inputSchema(Archive.SCHEMA)
                .effect(Effect.READ_ONLY)
                .risk(Risk.NONE)
                .build();
        return Tool.of(spec, (input, context) -> ToolOutput.text(Archive.lookup(input.string("key"), resultBytes)));
    }

    private ModelClient model(Plan plan) {
        ModelSpec spec = ModelSpec.builder("fake", plan.model())
                .contextWindow(10_000_000)
                .maxOutputTokens(Archive.MAX_OUTPUT_TOKENS)
                .build();
        return api.get()
                .spec(spec)
                .baseUrl(server.url())
                .apiKey("none")
                .streaming(plan.isStreamed())
                .build();
    }

    private record Deltas(Consumer<String> to) implements RunListener {

        @Override
        public void onEvent(String runId, RunEvent event) {}

        @Override
        public void onDelta(String runId, String text) {
            to.accept(text);
        }
    }
}
