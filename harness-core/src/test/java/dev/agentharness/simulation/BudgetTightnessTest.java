package dev.agentharness.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.Harness;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.json.Json;
import dev.agentharness.model.Content;
import dev.agentharness.model.Effect;
import dev.agentharness.model.FinishReason;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolChoice;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.model.Usage;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunResult;
import dev.agentharness.tool.Tool;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A token budget, in work like that of a coding or analysing agent,")
class BudgetTightnessTest {

    private static final int RUNS = 201;
    private static final List<String> WORDS = List.of(
            "the",
            "order",
            "service",
            "returns",
            "an",
            "error",
            "when",
            "a",
            "customer",
            "has",
            "no",
            "address",
            "see",
            "line",
            "of",
            "module",
            "test",
            "expected",
            "value",
            "but",
            "was",
            "null",
            "because",
            "config",
            "is",
            "missing");

    private final long seed = Long.getLong("harness.simulation.seed", 20_260_101L);

    @Test
    void is_used_up_but_for_a_small_rest_when_it_ends_a_run() {
        List<Double> unused = new ArrayList<>();
        List<Integer> turns = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            RandomGenerator random = new SplittableRandom(seed + run);
            long limit = (long) (50_000 * Math.pow(10, random.nextDouble()));

            RunResult result = run(limit, random);

            assertThat(result.outcome()).isEqualTo(new Outcome.BudgetExhausted("run", Limit.tokens(limit)));
            assertThat(result.spend().tokens()).isLessThanOrEqualTo(limit);
            unused.add(100.0 * (limit - result.spend().tokens()) / limit);
            turns.add((int) result.spend().turns());
        }

        Collections.sort(unused);
        Collections.sort(turns);
        System.out.printf(
                Locale.ROOT,
                "budget tightness: %d runs of %d to %d turns (seed %d), unused %.1f %% at best, %.1f %% at worst%n",
                RUNS,
                turns.get(0),
                turns.get(RUNS - 1),
                seed,
                unused.get(0),
                unused.get(RUNS - 1));
        System.out.printf(Locale.ROOT, "evidence: budget.unused.median = %.1f %%%n", unused.get(RUNS / 2));
        assertThat(unused.get(RUNS / 2)).isLessThanOrEqualTo(15);
    }

    private static RunResult run(long limit, RandomGenerator random) {
        ModelSpec spec = ModelSpec.builder("simulated", "worker").build();
        Provider provider = new Provider(spec, random.nextDouble(0.25, 0.3), 5, 30, 0, 0, 0);
        ToolSpec look = ToolSpec.builder("look", "Shows a part of a file, a log or a table.")
                .inputSchema("""
                        {"type":"object","properties":{"at":{"type":"string"}},"required":["at"]}""")
                .effect(Effect.READ_ONLY)
                .risk(Risk.INTERNAL_READ)
                .build();
        Tool tool = Tool.of(look, (input, context) -> ToolOutput.text(finding(random)));
        return Harness.builder()
                .model(new Worker(provider, random))
                .instructions(words(1_000, random))
                .tools(tool)
                .budget(Budget.of(Limit.tokens(limit)))
                .build()
                .run("Find out why orders of some customers fail. " + words(400, random));
    }

    /** Prose, or rows as JSON. */
    private static String finding(RandomGenerator random) {
        int size = random.nextInt(500, 4_000);
        if (random.nextBoolean()) {
            return words(size, random);
        }
        StringBuilder rows = new StringBuilder("[");
        while (rows.length() < size) {
            rows.append("{\"id\":").append(random.nextInt(100_000));
            rows.append(",\"note\":").append(Json.quote(words(60, random))).append("},");
        }
        return rows.append("{}]").toString();
    }

    private static String words(int size, RandomGenerator random) {
        StringBuilder words = new StringBuilder();
        while (words.length() < size) {
            words.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
        }
        return words.toString();
    }

    /** Always wants to see more; asked to conclude, it does. Thinks before it speaks, which is output nobody sees. */
    private record Worker(Provider provider, RandomGenerator random) implements ModelClient {

        @Override
        public ModelSpec spec() {
            return provider.spec();
        }

        @Override
        public ModelResponse generate(ModelRequest request, ModelListener listener) {
            boolean closing =
                    request.toolChoice() == ToolChoice.NONE || request.tools().isEmpty();
            Message message = closing
                    ? Message.assistant(words(random.nextInt(800, 3_000), random))
                    : Message.assistant(List.of(
                            new Content.Text(words(random.nextInt(100, 500), random)),
                            new ToolCall(
                                    "toolu_" + random.nextLong(1L << 60),
                                    "look",
                                    "{\"at\":\"src/main/" + random.nextInt(1_000_000) + "\"}")));
            long output = Math.min(
                    request.maxOutputTokens(), provider.texts(message) + (closing ? 100 : random.nextInt(0, 300)));
            return ModelResponse.of(
                    message,
                    closing ? FinishReason.STOP : FinishReason.TOOL_CALLS,
                    Usage.of(provider.count(request), output));
        }
    }
}
