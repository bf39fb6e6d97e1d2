package dev.agentharness.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolResult;
import dev.agentharness.model.ToolSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Asks a real model on a server that nobody here wrote, over each API that it speaks; see {@link RealServerTest} for what
 * it needs. What the model says is its own affair; that it arrives is ours.
 */
@DisplayName("A real server, over each of its wires,")
class RealWiresTest {

    private static final List<Wire> WIRES = List.of(Wire.CHAT, Wire.RESPONSES, Wire.MESSAGES);

    private static final ToolSpec SUM = ToolSpec.builder("get-sum", "Adds two whole numbers.")
            .inputSchema("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"},"
                    + "\"b\":{\"type\":\"integer\"}},\"required\":[\"a\",\"b\"]}")
            .build();
    private static final ToolSpec WEATHER = ToolSpec.builder("get_weather", "Says what the weather is.")
            .inputSchema(
                    "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"]}")
            .build();

    private static final String SCHEMA = "{\"type\":\"object\",\"properties\":{\"answer\":{\"type\":\"string\","
            + "\"enum\":[\"yes\",\"no\"]}},\"required\":[\"answer\"],\"additionalProperties\":false}";

    /** One thing to be shown over one wire. */
    private interface Check {
        void run(LlamaServer server, Wire wire) throws Exception;
    }

    @Test
    void streams_calls_obeys_a_schema_and_an_interrupt_and_serves_four_at_once() throws Exception {
        List<Check> checks = List.of(
                RealWiresTest::streamsACallAndTakesItsResult,
                RealWiresTest::makesParallelCalls,
                RealWiresTest::obeysASchema,
                RealWiresTest::isCancelledInMidStream,
                RealWiresTest::servesFourStreamsAtOnce);
        try (LlamaServer server = LlamaServer.orSkip("real-server.runs")) {
            for (Wire wire : WIRES) {
                for (Check check : checks) {
                    check.run(server, wire);
                }
            }
        }
        System.out.println("evidence: real-server.runs = " + WIRES.size() + " wires");
    }

    private static void streamsACallAndTakesItsResult(LlamaServer server, Wire wire) throws Exception {
        for (boolean streaming : List.of(true, false)) {
            ModelClient model = model(server, wire, streaming);
            Message question = Message.user("What is 12 plus 30?");
            Message answer = model.generate(request(List.of(SUM), question), ModelListener.none())
                    .message();
            StringBuilder heard = new StringBuilder();
            ToolCall call = answer.toolCalls().get(0);
            ModelResponse last = model.generate(
                    request(
                            List.of(SUM),
                            question,
                            answer,
                            Message.results(List.of(ToolResult.of(call.id(), "The sum of 12 and 30 is 42.")))),
                    heard::append);

            assertThat(arguments(call).path("a").isInt())
                    .as("%s: %s", wire, call)
                    .isTrue();
            assertThat(last.message().text()).as("%s", wire).isNotEmpty().isEqualTo(heard.toString());
            assertThat(last.usage().orElseThrow().output()).as("%s", wire).isPositive();
        }
    }

    private static void makesParallelCalls(LlamaServer server, Wire wire) throws Exception {
        ModelRequest request = request(List.of(WEATHER), Message.user("What is the weather in Paris and in Rome?"));

        List<ToolCall> calls = model(server, wire, true)
                .generate(request, ModelListener.none())
                .message()
                .toolCalls();

        assertThat(calls).as("%s", wire).hasSize(2);
        assertThat(calls).as("%s", wire).extracting(ToolCall::id).doesNotHaveDuplicates();
        for (ToolCall call : calls) {
            assertThat(arguments(call).path("city").asText()).as("%s", wire).isNotEmpty();
        }
    }

    /** This server obeys the schema of Chat Completions, in Responses one under a name of its own, in Messages none. */
    private static void obeysASchema(LlamaServer server, Wire wire) throws Exception {
        ModelRequest request = request(List.of(), Message.user("Is it so?")).toBuilder()
                .outputSchema(SCHEMA)
                .build();
        HttpModelBuilder<?> builder = builder(server, wire);
        if (wire == Wire.RESPONSES) {
            builder.option("json_schema", SCHEMA);
        }

        String text = builder.build()
                .generate(request, ModelListener.none())
                .message()
                .text();

        assertThat(text).as("%s", wire).isNotEmpty();
        if (wire != Wire.MESSAGES) {
            assertThat(Recording.JSON.readTree(text).path("answer").asText())
                    .as("%s: %s", wire, text)
                    .isIn("yes", "no");
        }
    }

    private static void isCancelledInMidStream(LlamaServer server, Wire wire) throws Exception {
        ModelClient model = model(server, wire, true);
        ModelRequest request = request(List.of(), Message.user("What is 12 plus 30?"));
        List<String> heard = new ArrayList<>();

        Throwable thrown = null;
        try {
            model.generate(request, delta -> {
                heard.add(delta);
                Thread.currentThread().interrupt();
            });
        } catch (InterruptedException e) {
            thrown = e;
        }

        assertThat(thrown).as("%s, after %s", wire, heard).isNotNull();
        assertThat(heard).as("%s", wire).hasSize(1);
        assertThat(model.generate(request, ModelListener.none()).message().text())
                .as("%s, asked again", wire)
                .isNotEmpty();
    }

    private static void servesFourStreamsAtOnce(LlamaServer server, Wire wire) throws Exception {
        ModelClient model = model(server, wire, true);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<ToolCall>>> answers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                ModelRequest request =
                        request(List.of(SUM), Message.user("What is " + (20 + i) + " plus " + (50 + i) + "?"));
                answers.add(threads.submit(() ->
                        model.generate(request, ModelListener.none()).message().toolCalls()));
            }
            for (Future<List<ToolCall>> answer : answers) {
                assertThat(answer.get()).as("%s", wire).hasSize(1);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static JsonNode arguments(ToolCall call) throws Exception {
        return Recording.JSON.readTree(call.arguments());
    }

    private static ModelClient model(LlamaServer server, Wire wire, boolean streaming) {
        return builder(server, wire).streaming(streaming).build();
    }

    private static HttpModelBuilder<?> builder(LlamaServer server, Wire wire) {
        HttpModelBuilder<?> builder = wire.builder();
        builder.spec(ModelSpec.builder("local", "tiny").build()).baseUrl(server.address());
        if (wire != Wire.MESSAGES) {
            builder.option("parallel_tool_calls", "true");
        }
        return builder;
    }

    private static ModelRequest request(List<ToolSpec> tools, Message... messages) {
        return ModelRequest.builder()
                .tools(tools)
                .messages(List.of(messages))
                .maxOutputTokens(128)
                .build();
    }
}
