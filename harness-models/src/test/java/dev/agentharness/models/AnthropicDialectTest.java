package dev.agentharness.models;

import static dev.agentharness.models.Requests.encoded;
import static dev.agentharness.models.Requests.json;
import static dev.agentharness.models.Requests.saying;
import static dev.agentharness.models.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentharness.model.Content;
import dev.agentharness.model.Effort;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.Role;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolChoice;
import dev.agentharness.model.ToolResult;
import dev.agentharness.model.ToolSpec;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The Anthropic dialect")
class AnthropicDialectTest {

    private static final ToolSpec SUM = ToolSpec.builder("get-sum", "Adds.")
            .inputSchema("{\"type\": \"object\", \"properties\": {}}")
            .build();

    private final Encoder dialect = dialect("claude", Map.of("temperature", "0.5"));

    @Test
    void sends_all_that_stays_the_same_before_the_messages() throws IOException {
        ModelRequest request = saying("Hi").toBuilder()
                .instructions("Be brief.")
                .tools(List.of(SUM))
                .toolChoice(ToolChoice.REQUIRED)
                .maxOutputTokens(100)
                .build();

        assertThat(Requests.text(dialect, request))
                .isEqualTo(("{'model':'claude','stream':true,"
                                + "'tools':[{'name':'get-sum','description':'Adds.',"
                                + "'input_schema':{'type': 'object', 'properties': {}}}],"
                                + "'system':'Be brief.',"
                                + "'messages':[{'role':'user','content':[{'type':'text','text':'Hi'}]}],"
                                + "'max_tokens':100,'tool_choice':{'type':'any'},'temperature':0.5}")
                        .replace('\'', '"'));
    }

    @Test
    void sends_no_tool_choice_without_tools_and_none_to_turn_them_off() throws IOException {
        ModelRequest without =
                saying("Hi").toBuilder().toolChoice(ToolChoice.NONE).build();
        ModelRequest off = without.toBuilder().tools(List.of(SUM)).build();

        assertThat(encoded(dialect, without).has("tool_choice")).isFalse();
        assertThat(encoded(dialect, off).path("tool_choice")).isEqualTo(json("{'type':'none'}"));
    }

    @Test
    void sends_pictures_and_documents_as_bytes_text_or_address() throws IOException {
        Message message = new Message(
                Role.USER,
                List.of(
                        new Content.Image("image/png", "data:image/png;base64,AAAA"),
                        new Content.Image("image/png", "https://example.org/a.png"),
                        new Content.Document("a.pdf", "application/pdf", "data:application/pdf;base64,BBBB"),
                        new Content.Document("a.txt", "text/plain", "data:text/plain;base64,SGkh")));

        assertThat(content(message))
                .isEqualTo(json("[{'type':'image','source':{'type':'base64','media_type':'image/png','data':'AAAA'}},"
                        + "{'type':'image','source':{'type':'url','url':'https://example.org/a.png'}},"
                        + "{'type':'document','source':"
                        + "{'type':'base64','media_type':'application/pdf','data':'BBBB'},'title':'a.pdf'},"
                        + "{'type':'document','source':"
                        + "{'type':'text','media_type':'text/plain','data':'Hi!'},'title':'a.txt'}]"));
    }

    @Test
    void refuses_a_data_url_without_base64() {
        Message message = new Message(Role.USER, List.of(new Content.Image("image/png", "data:,plain")));

        assertThatThrownBy(() -> content(message))
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.kind()).isEqualTo(ModelException.Kind.INVALID_REQUEST))
                .hasMessageContaining("data:,plain");
    }

    @Test
    void sends_sealed_thinking_as_it_came_and_leaves_out_what_has_no_seal() throws IOException {
        Message message = Message.assistant(List.of(
                new Content.Thinking("anthropic", "Hm.", "c2VhbA==", false),
                new Content.Thinking("anthropic", "", "c2VjcmV0", true),
                new Content.Thinking("anthropic", "From elsewhere.", "", false),
                new Content.Text("Done.")));

        assertThat(content(message))
                .isEqualTo(json("[{'type':'thinking','thinking':'Hm.','signature':'c2VhbA=='},"
                        + "{'type':'redacted_thinking','data':'c2VjcmV0'},{'type':'text','text':'Done.'}]"));
    }

    @Test
    void sends_opaque_parts_back_to_their_own_provider_only() throws IOException {
        Message message = Message.assistant(List.of(
                new Content.Opaque("anthropic", "server_tool_use", "{\"type\":\"server_tool_use\",\"x\":1.50}"),
                new Content.Opaque("openai", "reference", "{}"),
                new Content.Text("Done.")));

        assertThat(Requests.text(dialect, with(message)))
                .contains("[{\"type\":\"server_tool_use\",\"x\":1.50},{\"type\":\"text\",\"text\":\"Done.\"}]");
    }

    @Test
    void sends_arguments_untouched_and_wraps_what_is_no_object() throws IOException {
        Message message = Message.assistant(List.of(
                new ToolCall("c1", "a", "{\"x\":  1.0}"),
                new ToolCall("c2", "a", ""),
                new ToolCall("c3", "a", "{\"x\": "),
                new ToolCall("c4", "a", "[1]")));

        assertThat(Requests.text(dialect, with(message)))
                .contains("\"input\":{\"x\":  1.0}}", "\"input\":{}}", "\"input\":{\"INVALID_JSON\":\"{\\\"x\\\": \"}}")
                .contains("\"input\":{\"INVALID_JSON\":\"[1]\"}}");
    }

    @Test
    void makes_names_and_ids_fit_on_both_sides_of_a_call() throws IOException {
        ModelRequest request = with(
                Message.assistant(List.of(new ToolCall("functions.a:0", "no such tool!", "{}"))),
                Message.results(List.of(ToolResult.of("functions.a:0", "?"))));

        JsonNode messages = encoded(dialect, request).path("messages");

        String id = messages.at("/0/content/0/id").textValue();
        assertThat(id).matches("functions_a_0_[a-z0-9]{9}");
        assertThat(messages.at("/0/content/0/name").textValue()).isEqualTo("no_such_tool_");
        assertThat(messages.at("/1/content/0/tool_use_id").textValue()).isEqualTo(id);
    }

    @Test
    void sends_results_first_in_one_message_with_what_the_user_says_next() throws IOException {
        ModelRequest request = with(
                Message.user("Go"),
                Message.assistant(List.of(new ToolCall("c1", "a", "{}"), new ToolCall("c2", "a", "{}"))),
                Message.results(List.of(ToolResult.of("c1", "1"), ToolResult.error("c2", "no"))),
                Message.user("And now?"));

        JsonNode messages = encoded(dialect, request).path("messages");

        assertThat(messages).hasSize(3);
        assertThat(messages.get(2))
                .isEqualTo(json("{'role':'user','content':["
                        + "{'type':'tool_result','tool_use_id':'c1','content':[{'type':'text','text':'1'}]},"
                        + "{'type':'tool_result','tool_use_id':'c2','content':[{'type':'text','text':'no'}],"
                        + "'is_error':true},{'type':'text','text':'And now?'}]}"));
    }

    @Test
    void never_sends_blank_text_nor_a_message_without_content() throws IOException {
        ModelRequest request = with(
                Message.user("a"),
                Message.assistant(""),
                Message.user(" \n"),
                Message.results(List.of(ToolResult.of("c", ""))));

        assertThat(encoded(dialect, request).path("messages"))
                .isEqualTo(json("[{'role':'user','content':[{'type':'tool_result','tool_use_id':'c'},"
                        + "{'type':'text','text':'a'}]}]"));
    }

    @Test
    void sends_effort_as_each_model_takes_it() throws IOException {
        ModelRequest request = saying("Hi").toBuilder().effort(Effort.LOW).build();

        JsonNode adaptive = encoded(dialect("claude-opus-4-7", Map.of()), request);
        JsonNode budgeted = encoded(dialect("claude-sonnet-4-5-20250929", Map.of()), request);

        assertThat(adaptive.path("thinking")).isEqualTo(json("{'type':'adaptive'}"));
        assertThat(adaptive.path("output_config")).isEqualTo(json("{'effort':'low'}"));
        assertThat(budgeted.path("thinking")).isEqualTo(json("{'type':'enabled','budget_tokens':2048}"));
        assertThat(budgeted.has("output_config")).isFalse();
    }

    @Test
    void asks_for_no_thinking_that_the_api_would_refuse() throws IOException {
        ModelRequest small = saying("Hi").toBuilder()
                .effort(Effort.HIGH)
                .maxOutputTokens(1_500)
                .build();
        ModelRequest forced = saying("Hi").toBuilder()
                .effort(Effort.HIGH)
                .tools(List.of(SUM))
                .toolChoice(ToolChoice.REQUIRED)
                .build();

        assertThat(encoded(dialect("claude-3-7-sonnet", Map.of()), small).has("thinking"))
                .isFalse();
        assertThat(encoded(dialect("claude-opus-5", Map.of()), forced).has("thinking"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "claude-fable-5-1, false",
        "claude-fable-5-2, false",
        "claude-opus-5-5, false",
        "claude-sonnet-5-5-20260928, false",
        "anthropic/claude-mythos-5.1, false",
        "claude-opus-6, false",
        "claude-opus-6-20270101, false",
        "claude-fable-5, true",
        "claude-opus-5-20260724, true",
        "claude-sonnet-5, true",
        "claude-sonnet-4-5-20250929, true",
        "claude-haiku-4-5, true",
    })
    void demands_a_call_where_the_model_can_be_made_to_make_one(String model, boolean can) throws IOException {
        ModelRequest forced = saying("Hi").toBuilder()
                .effort(Effort.LOW)
                .tools(List.of(SUM))
                .toolChoice(ToolChoice.REQUIRED)
                .build();

        JsonNode body = encoded(dialect(model, Map.of()), forced);

        assertThat(body.has("tool_choice")).isEqualTo(can);
        assertThat(body.has("thinking")).isEqualTo(!can);
    }

    @Test
    void asks_to_drop_thinking_however_much_the_model_thinks() throws IOException {
        ModelRequest request = saying("Hi");
        ModelRequest hard =
                request.toBuilder().effort(Effort.HIGH).maxOutputTokens(8_192).build();
        String drop = "'block_binding':{'prefix_mismatch_behavior':'drop_block'}}";

        assertThat(encoded(dropping("claude-fable-5-2"), request).path("thinking"))
                .isEqualTo(json("{'type':'adaptive'," + drop));
        assertThat(encoded(dropping("claude-fable-5-2"), hard).path("thinking"))
                .isEqualTo(json("{'type':'adaptive'," + drop));
        assertThat(encoded(dropping("claude-sonnet-4-5"), hard).path("thinking"))
                .isEqualTo(json("{'type':'enabled','budget_tokens':4096," + drop));
    }

    /** T is thinking of the model's own, O another's, W words, C a call, R a result, U what a user says. */
    @ParameterizedTest
    @CsvSource({
        "U, true",
        "U TC R, true",
        "U C R, false",
        "U OC R, false",
        "U WTC R, false",
        "U TC R C R, true",
        "U C R TC R, false",
        "U C R U, false",
        "U C R C U R, false",
        "U C R W U, true",
        "U C R W U TC R, true",
        "U TC R W U C R, false",
        "U T C R, true",
    })
    void thinks_on_a_budget_only_in_turns_that_began_with_thinking(String conversation, boolean thinks)
            throws IOException {
        Encoder dialect = dialect("claude-sonnet-4-5", Map.of());
        ModelRequest request = with(messages(conversation)).toBuilder()
                .effort(Effort.LOW)
                .maxOutputTokens(20_000)
                .build();

        encoded(
                dialect,
                request.toBuilder().messages(List.of(Message.user("U"))).build()); // which it must not go by
        assertThat(encoded(dialect, request).has("thinking")).isEqualTo(thinks);
        assertThat(encoded(dialect("claude-opus-4-6", Map.of()), request).has("thinking"))
                .isTrue();
    }

    private static Message[] messages(String conversation) {
        return Stream.of(conversation.split(" "))
                .map(letters -> new Message(
                        letters.matches("[UR]") ? Role.USER : Role.ASSISTANT,
                        letters.chars().mapToObj(letter -> part((char) letter)).toList()))
                .toArray(Message[]::new);
    }

    private static Content part(char letter) {
        return switch (letter) {
            case 'T' -> new Content.Thinking("anthropic", "Hm.", "seal", false);
            case 'O' -> new Content.Thinking("openai", "Hm.", "seal", false);
            case 'C' -> new ToolCall("c", "get-sum", "{}");
            case 'R' -> ToolResult.of("c", "1");
            default -> new Content.Text("Words.");
        };
    }

    @Test
    void sends_ids_of_calls_that_do_not_fit_in_others_that_differ_as_they_do() throws IOException {
        List<String> ids = List.of("toolu_01", "a.b", "a:b", "functions.look:0", "x".repeat(60) + ".");

        JsonNode messages = encoded(
                        dialect,
                        with(
                                Message.assistant(ids.stream()
                                        .<Content>map(id -> new ToolCall(id, "f", "{}"))
                                        .toList()),
                                Message.results(ids.stream()
                                        .map(id -> ToolResult.of(id, "1"))
                                        .toList())))
                .path("messages");

        List<String> sent = messages.path(0).findValuesAsText("id");
        assertThat(sent)
                .hasSize(ids.size())
                .doesNotHaveDuplicates()
                .startsWith("toolu_01")
                .allMatch(id -> id.matches("[a-zA-Z0-9_-]{1,64}"));
        assertThat(messages.path(1).findValuesAsText("tool_use_id")).isEqualTo(sent);
    }

    private static Encoder dropping(String model) {
        ModelSpec spec = ModelSpec.builder("anthropic", model).build();
        AnthropicDialect dialect = new AnthropicDialect(spec, AnthropicDialect.isAdaptive(model), ToolWords.NONE);
        return new Encoder(dialect.dropping(), Options.of(Map.of()));
    }

    @Test
    void sends_the_schema_of_the_answer() throws IOException {
        ModelRequest request =
                saying("Hi").toBuilder().outputSchema("{\"type\":\"object\"}").build();

        assertThat(encoded(dialect, request).path("output_config"))
                .isEqualTo(json("{'format':{'type':'json_schema','schema':{'type':'object'}}}"));
    }

    @Test
    void sends_thinking_of_others_to_nobody() throws IOException {
        Message message = Message.assistant(
                List.of(new Content.Thinking("gemini", "Hm.", "seal", false), new Content.Text("Done.")));

        assertThat(content(message)).isEqualTo(json("[{'type':'text','text':'Done.'}]"));
    }

    @Test
    void sends_citations_back_in_the_text_they_belong_to() throws IOException {
        Message message = Message.assistant(List.of(
                new Content.Text("So it is."), new Content.Opaque("anthropic", "citations", "[{\"url\":\"u\"}]")));

        assertThat(content(message)).isEqualTo(json("[{'type':'text','text':'So it is.','citations':[{'url':'u'}]}]"));
    }

    @Test
    void sends_half_a_character_as_its_replacement() throws IOException {
        assertThat(encoded(dialect, saying("a\uD83D b \uD83D\uDE00"))
                        .at("/messages/0/content/0/text")
                        .textValue())
                .isEqualTo("a\uFFFD b \uD83D\uDE00");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"s":"a\\ud83d"} | {"s":"a\uFFFD"}
            {"s":"\\uDE00\\ud83d b"} | {"s":"\uFFFD\uFFFD b"}
            {"s":"\\ud83d\\ud83d\\ude00"} | {"s":"\uFFFD\\ud83d\\ude00"}
            {"s":"\\ud83d\uDE00"} | {"s":"\uFFFD\uFFFD"}
            {"s":"\\ud83d\\n\\ude00"} | {"s":"\uFFFD\\n\uFFFD"}
            {"s":"\\uD83D\\uDE00\\ud7ff\\ue000"} | {"s":"\\uD83D\\uDE00\\ud7ff\\ue000"}
            {"s":"\\\\ud83d"} | {"s":"\\\\ud83d"}
            {"s":"\\\\\\ud83d"} | {"s":"\\\\\uFFFD"}
            """)
    void sends_half_an_escaped_character_in_arguments_as_its_replacement(String arguments, String sent)
            throws IOException {
        Message message = Message.assistant(List.of(new ToolCall("c", "a", arguments)));

        assertThat(Requests.text(dialect, with(message))).contains("\"input\":" + sent + "}");
    }

    private static Encoder dialect(String model, Map<String, String> options) {
        ModelSpec spec = ModelSpec.builder("anthropic", model).build();
        return new Encoder(
                new AnthropicDialect(spec, AnthropicDialect.isAdaptive(spec.name()), ToolWords.NONE),
                Options.of(options));
    }

    private JsonNode content(Message message) throws IOException {
        return encoded(dialect, with(message)).at("/messages/0/content");
    }
}
