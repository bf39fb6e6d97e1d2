package dev.agentharness.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.Harness;
import dev.agentharness.model.Effect;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunListener;
import dev.agentharness.run.RunResult;
import dev.agentharness.tool.Tool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Drives the whole loop against a server that nobody here wrote, with a real model: {@code -Dharness.llamaServer=COMMAND}
 * names llama.cpp's server and {@code -Dharness.tinyModel=FILE} weights that call tools.
 */
@DisplayName("A real server")
class RealServerTest {

    @Test
    void is_asked_calls_a_tool_and_completes_over_three_wires() throws Exception {
        try (LlamaServer llama = LlamaServer.orSkip("real-server.run")) {
            Map<String, String> outcomes = new LinkedHashMap<>();
            outcomes.put("anthropic", run(anthropic(llama)));
            outcomes.put("chat", run(chat(llama)));
            outcomes.put("responses", run(responses(llama)));

            List<String> distinct = outcomes.values().stream().distinct().toList();
            System.out.println("evidence: real-server.run = " + String.join(", ", distinct) + " ("
                    + String.join(", ", outcomes.keySet()) + ")");
            assertThat(outcomes.values()).containsOnly("Completed");
        }
    }

    private static ModelClient anthropic(LlamaServer llama) {
        return Anthropic.builder()
                .baseUrl(llama.address())
                .apiKey("none")
                .spec(spec("anthropic"))
                .build();
    }

    private static ModelClient chat(LlamaServer llama) {
        return OpenAiChat.builder()
                .baseUrl(llama.address())
                .spec(spec("openai"))
                .build();
    }

    private static ModelClient responses(LlamaServer llama) {
        return OpenAiResponses.builder()
                .baseUrl(llama.address())
                .spec(spec("openai"))
                .build();
    }

    private static ModelSpec spec(String provider) {
        return ModelSpec.builder(provider, "tiny")
                .contextWindow(8_192)
                .maxOutputTokens(128)
                .build();
    }

    /** How the run ended, once it is sure that the tool was called for real and its result went back. */
    private static String run(ModelClient model) throws IOException {
        List<Long> sums = new ArrayList<>();
        Tool sum = Tool.of(
                ToolSpec.builder("get-sum", "Adds two whole numbers.")
                        .inputSchema("""
                                {"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"integer"}},\
                                "required":["a","b"]}""")
                        .effect(Effect.READ_ONLY)
                        .build(),
                (input, context) -> {
                    sums.add(input.integer("a") + input.integer("b"));
                    return ToolOutput.text("The sum of " + input.integer("a") + " and " + input.integer("b") + " is "
                            + sums.get(0) + ".");
                });
        Heard heard = new Heard();

        RunResult result = Harness.builder()
                .model(model)
                .tools(sum)
                .controlTools(false)
                .listener(heard)
                .build()
                .run("What is 12 plus 30?");

        assertThat(sums).as("calls of the tool").hasSize(1);
        assertThat(result.transcript().get(2).toolResults())
                .singleElement()
                .satisfies(back -> assertThat(back.error()).isFalse());
        assertThat(heard.text).as("streamed text").hasToString(result.answer());
        assertThat(result.state().usage().output()).as("reported usage").isPositive();
        return result.outcome() instanceof Outcome.Completed
                ? "Completed"
                : result.outcome().toString();
    }

    /** The text as it was streamed. */
    private static final class Heard implements RunListener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public void onEvent(String runId, RunEvent event) {}

        @Override
        public void onDelta(String runId, String delta) {
            text.append(delta);
        }
    }
}
