package dev.agentharness.models;

import static dev.agentharness.models.Requests.encoded;
import static dev.agentharness.models.Requests.json;
import static dev.agentharness.models.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ToolResult;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** "Programmatic tool calling" in Anthropic's documentation. */
@DisplayName("Code that runs at Anthropic")
class AnthropicContainerTest {

    private static final AnthropicDialect DIALECT = new AnthropicDialect(
            ModelSpec.builder("anthropic", "claude").origin("somebody").build(), true, ToolWords.NONE);
    private static final String CODE =
            "{'type':'server_tool_use','id':'s','name':'code_execution','input':{'code':'f()'}}";
    private static final String CALL = "{'type':'tool_use','id':'t','name':'f','input':%s,"
            + "'caller':{'type':'code_execution_20260120','tool_id':'s'}}";
    private static final String STOP = "{'stop_reason':'tool_use','container':{'id':'c1','expires_at':'soon'}}";

    private final Encoder encoder = new Encoder(DIALECT, Options.of(Map.of()));

    @Test
    void goes_on_with_the_result_of_a_call_that_it_made() throws IOException {
        ModelRequest before = with(Message.user("Go"));

        ModelRequest request = with(Message.user("Go"), called(), Message.results(List.of(ToolResult.of("t", "7"))));

        JsonNode sent = encoded(encoder, request);
        assertThat(sent.path("container")).isEqualTo(json("'c1'"));
        assertThat(sent.at("/messages/1/content")).isEqualTo(json("[" + CODE + "," + CALL.formatted("{'x':1}") + "]"));
        assertThat(encoded(encoder, before).has("container")).isFalse();
    }

    @Test
    void is_told_the_same_whether_it_was_streamed_or_not() throws IOException {
        Message streamed = Answers.streamed(
                        AnthropicAnswer::new,
                        "{'type':'message_start','message':{'id':'m','container':null}}",
                        "{'type':'content_block_start','index':0,'content_block':" + CODE + "}",
                        "{'type':'content_block_start','index':1,'content_block':" + CALL.formatted("{}") + "}",
                        "{'type':'content_block_delta','index':1,'delta':{'type':'input_json_delta',"
                                + "'partial_json':'{\\'x\\':1}'}}",
                        "{'type':'message_delta','delta':" + STOP + "}")
                .message();

        assertThat(streamed).isEqualTo(called());
    }

    @Test
    void goes_on_where_it_was_last() throws IOException {
        ModelRequest request = with(called(), Message.user("On."), in("{\"id\":\"c2\"}"), Message.user("On."));

        assertThat(encoded(encoder, request).path("container")).isEqualTo(json("'c2'"));
    }

    @Test
    void is_told_behind_the_conversation_whose_bytes_stay_the_same() throws IOException {
        Message said = Message.assistant("Hm.");
        String before = Requests.text(encoder, with(Message.user("Go"), said, Message.user("On.")));

        String after = Requests.text(
                encoder,
                with(Message.user("Go"), said, Message.user("On."), in("{\"id\":\"c2\"}"), Message.user("And on.")));

        assertThat(after).startsWith(before.substring(0, before.lastIndexOf(']')));
        assertThat(after.substring(after.lastIndexOf(']'))).contains("\"container\":\"c2\"");
    }

    @Test
    void keeps_its_skills_which_an_option_names() throws IOException {
        String skills = "[{\"type\":\"anthropic\",\"skill_id\":\"pptx\"}]";
        Encoder skilled = new Encoder(DIALECT, Options.of(Map.of("container", "{\"skills\":" + skills + "}")));

        JsonNode sent = encoded(skilled, with(Message.user("Go"), in("{\"id\":\"c\",\"skills\":" + skills + "}")));

        assertThat(sent.path("container"))
                .isEqualTo(json("{'id':'c','skills':[{'type':'anthropic','skill_id':'pptx'}]}"));
    }

    @Test
    void is_named_no_longer_once_it_cannot_be_had_again() {
        String told = "{\"id\":\"c\",\"expires_at\":\"2026-01-01T00:05:00.123456Z\"}";

        assertThat(AnthropicContainer.named(told, Instant.parse("2026-01-30T00:00:00Z")))
                .isEqualTo("\"c\"");
        assertThat(AnthropicContainer.named(told, Instant.parse("2026-02-01T00:00:00Z")))
                .isEmpty();
        assertThat(AnthropicContainer.named("{\"id\":\"c\",\"expires_at\":\"soon\"}", Instant.MAX))
                .isEqualTo("\"c\"");
    }

    @Test
    void is_nothing_to_another_address() throws IOException {
        AnthropicDialect other =
                new AnthropicDialect(ModelSpec.builder("anthropic", "claude").build(), true, ToolWords.NONE);

        JsonNode sent = encoded(new Encoder(other, Options.of(Map.of())), with(Message.user("Go"), called()));

        assertThat(sent.has("container")).isFalse();
        assertThat(sent.at("/messages/1/content"))
                .isEqualTo(json("[{'type':'tool_use','id':'t','name':'f','input':{'x':1}}]"));
    }

    private static Message called() throws IOException {
        String answer = "{'content':[" + CODE + "," + CALL.formatted("{'x':1}") + "]," + STOP.substring(1);
        return Answers.whole(AnthropicAnswer::new, answer).message();
    }

    private static Message in(String container) {
        return Message.assistant(
                List.of(new Content.Text("So."), new Content.Opaque("somebody", "container", container)));
    }
}
