package dev.agentharness.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.Role;
import dev.agentharness.model.ToolSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Anthropic's cache")
class CacheMarksTest {

    private final Encoder encoder = new Encoder(
            new AnthropicDialect(ModelSpec.builder("anthropic", "c").build(), true, ToolWords.NONE),
            Options.of(Map.of()));

    @Test
    void is_filled_at_the_end_of_tools_and_instructions() throws IOException {
        ModelRequest request = conversation(1).cacheBreakpoints(List.of(0)).build();

        JsonNode sent = Requests.encoded(encoder, request);

        assertThat(sent.at("/system/0/cache_control/type").textValue()).isEqualTo("ephemeral");
        assertThat(marks(sent)).isEmpty();
    }

    @Test
    void is_filled_at_the_last_tool_where_there_are_no_instructions() throws IOException {
        ModelRequest request = conversation(1)
                .instructions("")
                .tools(List.of(
                        ToolSpec.builder("a", "A").build(),
                        ToolSpec.builder("b", "B").build()))
                .cacheBreakpoints(List.of(0))
                .build();

        JsonNode sent = Requests.encoded(encoder, request);

        assertThat(sent.at("/tools/0").has("cache_control")).isFalse();
        assertThat(sent.at("/tools/1/cache_control/type").textValue()).isEqualTo("ephemeral");
    }

    @Test
    void is_filled_at_the_last_of_too_many_places_and_at_the_first() throws IOException {
        ModelRequest request =
                conversation(6).cacheBreakpoints(List.of(0, 1, 2, 3, 4, 6)).build();

        JsonNode sent = Requests.encoded(encoder, request);

        assertThat(sent.path("system").get(0).has("cache_control")).isTrue();
        assertThat(marks(sent)).containsExactly(2, 3, 5);
    }

    @Test
    void is_filled_on_the_way_through_a_message_longer_than_it_looks_back() throws IOException {
        List<Content> blocks = IntStream.range(0, 45)
                .mapToObj(i -> new Content.Text("block " + i))
                .map(Content.class::cast)
                .toList();
        ModelRequest request = ModelRequest.builder()
                .messages(List.of(new Message(Role.USER, blocks)))
                .cacheBreakpoints(List.of(1))
                .build();

        JsonNode content = Requests.encoded(encoder, request).at("/messages/0/content");

        assertThat(content).hasSize(45);
        assertThat(IntStream.range(0, 45).filter(i -> content.get(i).has("cache_control")))
                .containsExactly(4, 24, 44);
    }

    @Test
    void is_filled_to_the_stable_part_of_a_message_that_goes_on_with_something_volatile() throws IOException {
        ModelRequest request = ModelRequest.builder()
                .messages(List.of(Message.user("stable"), Message.user("It is ten o'clock.")))
                .cacheBreakpoints(List.of(1))
                .build();

        JsonNode content = Requests.encoded(encoder, request).at("/messages/0/content");

        assertThat(content.get(0).has("cache_control")).isTrue();
        assertThat(content.get(1).has("cache_control")).isFalse();
    }

    @Test
    void is_never_filled_at_thinking_which_takes_no_mark() throws IOException {
        ModelRequest request = ModelRequest.builder()
                .messages(List.of(
                        Message.user("Hi"),
                        Message.assistant(List.of(
                                new Content.Text("So."), new Content.Thinking("anthropic", "Hm.", "seal", false)))))
                .cacheBreakpoints(List.of(2))
                .build();

        JsonNode content = Requests.encoded(encoder, request).at("/messages/1/content");

        assertThat(content.get(0).has("cache_control")).isTrue();
        assertThat(content.get(1).has("cache_control")).isFalse();
    }

    private static ModelRequest.Builder conversation(int messages) {
        List<Message> all = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            all.add(i % 2 == 0 ? Message.user("u" + i) : Message.assistant("a" + i));
        }
        return ModelRequest.builder().instructions("Be brief.").messages(all);
    }

    /** The messages whose last block is marked. */
    private static List<Integer> marks(JsonNode sent) {
        List<Integer> marks = new ArrayList<>();
        for (int i = 0; i < sent.path("messages").size(); i++) {
            JsonNode content = sent.at("/messages/" + i + "/content");
            if (content.get(content.size() - 1).has("cache_control")) {
                marks.add(i);
            }
        }
        return marks;
    }
}
