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
import dev.agentharness.models.OpenAiChat;
import dev.agentharness.run.RunResult;
import dev.agentharness.tool.Tool;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Our harness with all that it does by itself: events, budget, permission, a journal in memory. */
final class Harnessed implements Contestant {

    /** As finite as the default, but large enough for the longest task. */
    private static final Budget BUDGET = Budget.of(
            Limit.turns(1_000), Limit.toolCalls(1_000), Limit.tokens(100_000_000), Limit.time(Duration.ofMinutes(30)));

    private static final Tool[] TOOLS =
            Workload.TOOLS.stream().map(Harnessed::tool).toArray(Tool[]::new);

    private final Map<Integer, ModelClient> models = new HashMap<>();
    private final Map<Integer, Harness> harnesses = new HashMap<>();
    private final String url;

    Harnessed(String server) {
        this.url = server;
    }

    private static Tool tool(String name) {
        ToolSpec spec = ToolSpec.builder(name, Workload.description(name))
                .inputSchema(Workload.SCHEMA)
                .effect(Effect.READ_ONLY)
                .risk(Risk.NONE)
                .build();
        return Tool.of(spec, (input, context) -> ToolOutput.text(Workload.lookup(input.string("key"))));
    }

    @Override
    public String name() {
        return "ours";
    }

    /** A new harness has a new journal; the model stays, as it does in an application. */
    @Override
    public void renew() {
        harnesses.clear();
        models.forEach((turns, model) -> harnesses.put(turns, harness(model)));
    }

    @Override
    public String run(int turns) {
        Harness harness = harnesses.computeIfAbsent(
                turns, key -> harness(models.computeIfAbsent(key, number -> model(Workload.model(number), false))));
        RunResult result = harness.run(Workload.TASK);
        if (!result.isCompleted()) {
            throw new IllegalStateException("the run ended as " + result.outcome());
        }
        return result.answer();
    }

    /** A harness whose model begins to speak and then falls silent. */
    Harness.Builder silent() {
        return builder(model("silent", true));
    }

    private static Harness harness(ModelClient model) {
        return builder(model).build();
    }

    private static Harness.Builder builder(ModelClient model) {
        return Harness.builder()
                .model(model)
                .instructions(Workload.INSTRUCTIONS)
                .tools(TOOLS)
                .budget(BUDGET)
                .controlTools(false);
    }

    private ModelClient model(String name, boolean streaming) {
        ModelSpec spec = ModelSpec.builder("openai", name)
                .contextWindow(1_000_000)
                .maxOutputTokens(Workload.MAX_OUTPUT_TOKENS)
                .build();
        return OpenAiChat.builder()
                .spec(spec)
                .baseUrl(url)
                .apiKey("none")
                .streaming(streaming)
                .build();
    }
}
