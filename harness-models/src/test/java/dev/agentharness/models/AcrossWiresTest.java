package dev.agentharness.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agentharness.model.Content;
import dev.agentharness.model.Effort;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ToolResult;
import dev.agentharness.model.ToolSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One turn of calls in which each message is another provider's, as in a chain of models whose first ones fail. Every
 * message has thinking, a part that only its provider knows, and a call whose result shows a picture.
 */
@DisplayName("A turn that goes from provider to provider")
@Timeout(60)
class AcrossWiresTest {

    private static final ToolSpec LOOK = ToolSpec.builder("look", "Looks.").build();
    private static final Content.Image PICTURE = new Content.Image("image/png", "data:image/png;base64,iVBORw0KGgo=");

    /** Longer than the Responses API takes, and with characters that Anthropic refuses. */
    private static final String LONG_ID = "functions." + "look_".repeat(12) + ":";

    static List<List<Wire>> orders() {
        return orders(List.of(Wire.values())).toList();
    }

    private static Stream<List<Wire>> orders(List<Wire> wires) {
        return wires.isEmpty()
                ? Stream.of(List.of())
                : wires.stream()
                        .flatMap(first -> orders(wires.stream()
                                        .filter(other -> other != first)
                                        .toList())
                                .map(rest -> Stream.concat(Stream.of(first), rest.stream())
                                        .toList()));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void is_acceptable_to_each_and_returns_to_each_what_was_its_own_and_nothing_else(List<Wire> order)
            throws Exception {
        List<Message> conversation = new ArrayList<>(List.of(Message.user("What is there?")));
        for (int step = 0; step < 2 * order.size(); step++) {
            Wire wire = order.get(step % order.size());
            Asked asked = ask(wire, step, conversation);

            acceptable(wire, asked.body, order.get(0) == wire);
            assertThat(seals(asked.body))
                    .as("%s asked as number %s of %s", wire, step, order)
                    .isEqualTo(step < order.size() ? Set.of() : Set.of(seal(wire, step - order.size())));
            conversation.add(asked.answer);
            conversation.add(Message.results(asked.answer.toolCalls().stream()
                    .map(call -> new ToolResult(call.id(), List.of(new Content.Text("Seen."), PICTURE), false))
                    .toList()));
        }
    }

    private record Asked(JsonNode body, Message answer) {}

    private static Asked ask(Wire wire, int step, List<Message> conversation) throws Exception {
        ModelRequest request = ModelRequest.builder()
                .messages(conversation)
                .tools(List.of(LOOK))
                .effort(Effort.HIGH)
                .maxOutputTokens(20_000)
                .build();
        String answer = answer(wire, seal(wire, step), LONG_ID + step).replace('\'', '"');
        AtomicReference<String> body = new AtomicReference<>("");
        try (RawServer server = new RawServer(exchange -> {
            body.set(exchange.body);
            exchange.send("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " + answer.length()
                    + "\r\n\r\n" + answer);
        })) {
            ModelClient model = wire.builder()
                    .model(model(wire))
                    .baseUrl(server.url())
                    .streaming(false)
                    .build();
            Message said = model.generate(request, ModelListener.none()).message();
            return new Asked(new ObjectMapper().readTree(body.get()), said);
        }
    }

    private static String model(Wire wire) {
        return switch (wire) {
            case MESSAGES -> "claude-sonnet-4-5";
            case CHAT -> "kimi-k2";
            case RESPONSES -> "gpt-5.2";
            case GEMINI -> "gemini-3-pro-preview";
        };
    }

    /** Each seals what it thought, in the place where its provider does. */
    private static String answer(Wire wire, String seal, String id) {
        return switch (wire) {
            case MESSAGES ->
                "{'content':[{'type':'thinking','thinking':'Hm.','signature':'" + seal + "'},"
                        + "{'type':'server_tool_use','id':'srv','name':'web_search','input':{'query':'" + seal + "'}},"
                        + "{'type':'text','text':'Let me see.'},"
                        + "{'type':'tool_use','id':'toolu_" + seal + "','name':'look','input':{}}],"
                        + "'stop_reason':'tool_use'}";
            case RESPONSES ->
                "{'status':'completed','output':["
                        + "{'type':'reasoning','id':'rs','summary':[],'encrypted_content':'" + seal + "'},"
                        + "{'type':'web_search_call','id':'" + seal + "','status':'completed'},"
                        + "{'type':'function_call','id':'fc','call_id':'call_" + wire + id.charAt(id.length() - 1)
                        + "','name':'look','arguments':'{}'}]}";
            case GEMINI ->
                "{'candidates':[{'finishReason':'STOP','content':{'parts':[{'text':'Hm.','thought':true},"
                        + "{'executableCode':{'language':'PYTHON','code':'1'},'thoughtSignature':'" + seal + "'},"
                        + "{'functionCall':{'name':'look','args':{}},'thoughtSignature':'" + seal + "'},"
                        + "{'functionCall':{'name':'look','args':{}}}]}}]}";
            case CHAT ->
                "{'choices':[{'finish_reason':'tool_calls','message':{'reasoning_content':'Hm.','content':'',"
                        + "'tool_calls':[{'id':'" + id + "','type':'function','extra_content':{'seal':'" + seal
                        + "'},'function':{'name':'look','arguments':'{}'}}]}}]}";
        };
    }

    private static String seal(Wire wire, int step) {
        return "seal-" + wire + "-" + step;
    }

    private static Set<String> seals(JsonNode body) {
        return Pattern.compile("(?<!toolu_)seal-[A-Z]+-\\d")
                .matcher(body.toString())
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }

    private static void acceptable(Wire wire, JsonNode body, boolean began) {
        switch (wire) {
            case MESSAGES -> acceptableToAnthropic(body, began);
            case RESPONSES -> acceptableToResponses(body.path("input"));
            case GEMINI -> acceptableToGemini(body.path("contents"));
            case CHAT -> acceptableToChat(body.path("messages"));
        }
    }

    /** "Handle tool calls" and "Extended thinking" in Anthropic's documentation. */
    private static void acceptableToAnthropic(JsonNode body, boolean began) {
        JsonNode messages = body.path("messages");
        for (int i = 1; i < messages.size(); i += 2) {
            List<String> calls = ids(messages.path(i).path("content"), "tool_use", "id");
            assertThat(messages.path(i).path("role").asText()).isEqualTo("assistant");
            assertThat(calls).isNotEmpty().allMatch(id -> id.matches("[a-zA-Z0-9_-]+"));
            assertThat(ids(messages.path(i + 1).path("content"), "tool_result", "tool_use_id"))
                    .isEqualTo(calls);
        }
        assertThat(body.has("thinking")).isEqualTo(began);
        assertThat(messages.at("/1/content/0/type").asText("thinking").equals("thinking"))
                .isEqualTo(began);
    }

    /** The lengths are those of OpenAI's description of its API. */
    private static void acceptableToResponses(JsonNode input) {
        List<String> calls = ids(input, "function_call", "call_id");
        assertThat(calls).doesNotHaveDuplicates().allMatch(id -> id.length() <= 64);
        assertThat(ids(input, "function_call_output", "call_id")).isEqualTo(calls);
    }

    /** "Thought signatures" in Google's documentation. */
    private static void acceptableToGemini(JsonNode contents) {
        for (int i = 1; i < contents.size(); i += 2) {
            List<JsonNode> calls = with("functionCall", contents.path(i));
            assertThat(contents.path(i).path("role").asText()).isEqualTo("model");
            assertThat(calls).isNotEmpty();
            assertThat(calls.get(0).has("thoughtSignature")).isTrue();
            assertThat(with("functionResponse", contents.path(i + 1)))
                    .hasSameSizeAs(calls)
                    .allMatch(part -> part.at("/functionResponse/name").asText().equals("look"));
        }
    }

    private static List<JsonNode> with(String kind, JsonNode content) {
        return StreamSupport.stream(content.path("parts").spliterator(), false)
                .filter(part -> part.has(kind))
                .toList();
    }

    /** "Function calling" in OpenAI's documentation: results before all else, and of words only. */
    private static void acceptableToChat(JsonNode messages) {
        for (int i = 0; i < messages.size(); i++) {
            JsonNode calls = messages.path(i).path("tool_calls");
            for (int k = 0; k < calls.size(); k++) {
                JsonNode result = messages.path(i + 1 + k);
                assertThat(result.path("tool_call_id")).isEqualTo(calls.path(k).path("id"));
                assertThat(result.path("content").isTextual()).isTrue();
            }
        }
    }

    private static List<String> ids(JsonNode blocks, String type, String name) {
        return StreamSupport.stream(blocks.spliterator(), false)
                .filter(block -> block.path("type").asText().equals(type))
                .map(block -> block.path(name).asText())
                .toList();
    }
}
