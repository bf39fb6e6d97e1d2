package dev.agentharness.models;

import static dev.agentharness.models.Requests.encoded;
import static dev.agentharness.models.Requests.json;
import static dev.agentharness.models.Requests.saying;
import static dev.agentharness.models.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentharness.model.Content;
import dev.agentharness.model.Effort;
import dev.agentharness.model.Message;
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
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The Chat Completions dialect")
class ChatDialectTest {

    private static final ToolSpec SUM = ToolSpec.builder("get-sum", "Adds.").build();

    private final Encoder dialect =
            dialect(new ChatHabits("max_completion_tokens", true, true, false, false, Integer.MAX_VALUE, false));

    @Test
    void sends_all_that_stays_the_same_before_the_conversation() throws IOException {
        ModelRequest request = saying("Hi").toBuilder()
                .instructions("Be brief.")
                .tools(List.of(SUM))
                .toolChoice(ToolChoice.REQUIRED)
                .maxOutputTokens(100)
                .build();

        assertThat(Requests.text(dialect, request))
                .isEqualTo(("{'model':'gpt','stream':true,'stream_options':{'include_usage':true},"
                                + "'tools':[{'type':'function','function':{'name':'get-sum','description':'Adds.',"
                                + "'parameters':{'type':'object','properties':{}}}}],"
                                + "'messages':[{'role':'system','content':'Be brief.'},"
                                + "{'role':'user','content':'Hi'}],"
                                + "'max_completion_tokens':100,'tool_choice':'required','seed':7}")
                        .replace('\'', '"'));
    }

    @Test
    void asks_for_usage_in_streams_only() throws IOException {
        assertThat(Requests.text(dialect.encode(saying("Hi"), false)))
                .contains("\"stream\":false")
                .doesNotContain("stream_options");
    }

    @Test
    void sends_one_message_for_each_result_and_their_pictures_after_them() throws IOException {
        ModelRequest request = with(
                Message.assistant(List.of(
                        new Content.Text("Let me see."),
                        new ToolCall("c1", "a", "{\"x\":1}"),
                        new ToolCall("c2", "a", "oops"))),
                Message.results(List.of(
                        new ToolResult(
                                "c1",
                                List.of(
                                        new Content.Text("a cat"),
                                        new Content.Image("image/png", "data:image/png;base64,AAAA")),
                                false),
                        ToolResult.error("c2", "no"))),
                Message.user("And?"));

        assertThat(encoded(dialect, request).path("messages"))
                .isEqualTo(json("[{'role':'assistant','content':'Let me see.','tool_calls':["
                        + "{'id':'c1','type':'function','function':{'name':'a','arguments':'{\\'x\\':1}'}},"
                        + "{'id':'c2','type':'function','function':"
                        + "{'name':'a','arguments':'{\\'INVALID_JSON\\':\\'oops\\'}'}}]},"
                        + "{'role':'tool','tool_call_id':'c1','content':'a cat'},"
                        + "{'role':'tool','tool_call_id':'c2','content':'no'},"
                        + "{'role':'user','content':[{'type':'text','text':'From the result of call c1:'},"
                        + "{'type':'image_url','image_url':{'url':'data:image/png;base64,AAAA'}},"
                        + "{'type':'text','text':'And?'}]}]"));
    }

    @Test
    void sends_pictures_and_documents() throws IOException {
        Message message = new Message(
                Role.USER,
                List.of(
                        new Content.Image("image/png", "https://example.org/a.png"),
                        new Content.Document("a.pdf", "application/pdf", "data:application/pdf;base64,BBBB"),
                        new Content.Document("a.txt", "text/plain", "data:text/plain;base64,SGkh")));

        assertThat(encoded(dialect, with(message)).at("/messages/0/content"))
                .isEqualTo(json("[{'type':'image_url','image_url':{'url':'https://example.org/a.png'}},"
                        + "{'type':'file','file':"
                        + "{'filename':'a.pdf','file_data':'data:application/pdf;base64,BBBB'}},"
                        + "{'type':'text','text':'a.txt:\\n\\nHi!'}]"));
    }

    @Test
    void keeps_reasoning_to_itself_unless_told() throws IOException {
        Message message = Message.assistant(
                List.of(new Content.Thinking("openai", "Hm.", "", false), new ToolCall("c", "a", "{}")));
        Encoder open = dialect(new ChatHabits("max_tokens", true, false, true, false, Integer.MAX_VALUE, false));

        assertThat(encoded(dialect, with(message)).at("/messages/0").has("reasoning_content"))
                .isFalse();
        assertThat(encoded(open, with(message)).at("/messages/0/reasoning_content"))
                .isEqualTo(json("'Hm.'"));
        assertThat(encoded(dialect, with(message)).at("/messages/0/content").isNull())
                .isTrue();
    }

    @Test
    void sends_opaque_parts_back_to_their_own_provider_only() throws IOException {
        Message message = Message.assistant(List.of(
                new Content.Text("See"),
                new Content.Opaque("openai", "reference", "{\"type\":\"reference\"}"),
                new Content.Opaque("anthropic", "server_tool_use", "{}")));

        assertThat(encoded(dialect, with(message)).at("/messages/0/content"))
                .isEqualTo(json("[{'type':'text','text':'See'},{'type':'reference'}]"));
    }

    @Test
    void sends_half_an_escaped_character_in_arguments_as_its_replacement() throws IOException {
        Message message = Message.assistant(List.of(new ToolCall("c", "f", "{\"s\": \"\\ud83d\\ud83d\\ude00\"}")));

        assertThat(encoded(dialect, with(message))
                        .at("/messages/0/tool_calls/0/function/arguments")
                        .textValue())
                .isEqualTo("{\"s\": \"\uFFFD\\ud83d\\ude00\"}");
    }

    @Test
    void sends_effort_and_the_cache_key_where_it_is_known() throws IOException {
        ModelRequest request = saying("Hi").toBuilder()
                .effort(Effort.MEDIUM)
                .cacheKey("harness-1")
                .build();
        Encoder elsewhere = dialect(new ChatHabits("max_tokens", true, false, false, false, Integer.MAX_VALUE, false));

        assertThat(encoded(dialect, request).path("reasoning_effort").textValue())
                .isEqualTo("medium");
        assertThat(encoded(dialect, request).path("prompt_cache_key").textValue())
                .isEqualTo("harness-1");
        assertThat(encoded(elsewhere, request).has("prompt_cache_key")).isFalse();
    }

    @Test
    void asks_for_a_schema_strictly_where_the_schema_allows_it() throws IOException {
        String closed = "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},"
                + "\"required\":[\"a\"],\"additionalProperties\":false}";
        ModelRequest strict = saying("Hi").toBuilder().outputSchema(closed).build();
        ModelRequest open = saying("Hi").toBuilder()
                .outputSchema("{\"type\":\"object\",\"properties\":{\"a\":" + closed + "}}")
                .build();

        JsonNode format = encoded(dialect, strict).path("response_format");

        assertThat(format.path("type").textValue()).isEqualTo("json_schema");
        assertThat(format.at("/json_schema/schema/required/0").textValue()).isEqualTo("a");
        assertThat(format.at("/json_schema/strict").booleanValue()).isTrue();
        assertThat(encoded(dialect, open)
                        .at("/response_format/json_schema/strict")
                        .booleanValue())
                .isFalse();
    }

    @Test
    void makes_one_message_of_neighbours_of_one_role() throws IOException {
        ModelRequest request =
                with(Message.user("a"), Message.user("b"), Message.assistant("c"), Message.assistant("d"));

        assertThat(encoded(dialect, request).path("messages"))
                .isEqualTo(json("[{'role':'user','content':[{'type':'text','text':'a'},{'type':'text','text':'b'}]},"
                        + "{'role':'assistant','content':'cd'}]"));
    }

    @Test
    void leaves_out_a_message_without_content() throws IOException {
        JsonNode messages = encoded(dialect, with(Message.user("a"), Message.assistant(List.of())))
                .path("messages");

        assertThat(messages).hasSize(1);
    }

    private static Encoder dialect(ChatHabits habits) {
        ModelSpec spec = ModelSpec.builder("openai", "gpt").build();
        return new Encoder(new ChatDialect(spec, habits, ToolWords.NONE), Options.of(Map.of("seed", "7")));
    }
}
