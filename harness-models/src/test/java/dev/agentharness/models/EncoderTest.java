package dev.agentharness.models;

import static dev.agentharness.models.Requests.encoded;
import static dev.agentharness.models.Requests.json;
import static dev.agentharness.models.Requests.saying;
import static dev.agentharness.models.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.agentharness.model.Effort;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolChoice;
import dev.agentharness.model.ToolResult;
import dev.agentharness.model.ToolSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import okhttp3.RequestBody;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The encoder")
class EncoderTest {

    private static final ToolSpec SUM = ToolSpec.builder("get-sum", "Adds.").build();

    private final CountingDialect counting = new CountingDialect();

    @Test
    void encodes_each_message_and_the_opening_once() {
        Encoder encoder = new Encoder(counting, Options.of(Map.of()));
        List<Message> messages = new ArrayList<>(List.of(Message.user("Go")));
        for (int i = 0; i < 5; i++) {
            encoder.encode(request(messages), true);
            messages.add(Message.assistant(List.of(new ToolCall("c" + i, "get-sum", "{}"))));
            messages.add(Message.results(List.of(ToolResult.of("c" + i, "1"))));
        }

        encoder.encode(request(messages), true);

        assertThat(counting.messages).isEqualTo(messages.size());
        assertThat(counting.openings).isEqualTo(1);
    }

    @Test
    void keeps_requests_apart_that_are_on_their_way_at_once() throws IOException {
        Encoder encoder = new Encoder(counting, Options.of(Map.of()));
        String a = Requests.text(encoder, saying("a"));
        String b = Requests.text(encoder, saying("b"));
        String c = Requests.text(encoder, saying("c"));

        RequestBody first = encoder.encode(saying("a"), true);
        RequestBody second = encoder.encode(saying("b"), true);
        String sent = Requests.text(first);
        RequestBody third = encoder.encode(saying("c"), true);

        assertThat(sent).isEqualTo(a);
        assertThat(Requests.text(second)).isEqualTo(b);
        assertThat(Requests.text(third)).isEqualTo(c);
    }

    @Test
    void encodes_a_message_anew_when_a_neighbour_is_added_to_it_and_knows_it_again_then() throws IOException {
        Encoder encoder = new Encoder(counting, Options.of(Map.of()));
        Message first = Message.user("a");
        Message second = Message.user("b");
        encoder.encode(with(first), true);

        String merged = Requests.text(encoder, with(first, second));
        String again = Requests.text(encoder, with(first, second));

        assertThat(merged).isEqualTo(again).contains("\"text\":\"a\"", "\"text\":\"b\"");
        assertThat(counting.messages).isEqualTo(2);
    }

    @Test
    void never_takes_an_equal_message_or_another_tool_for_the_one_it_knows() throws IOException {
        Encoder encoder = new Encoder(counting, Options.of(Map.of()));
        ToolSpec other = ToolSpec.builder("other", "Another.").build();
        encoder.encode(request(List.of(Message.user("a"))), true);

        String body = Requests.text(
                encoder, saying("a").toBuilder().tools(List.of(other)).build());

        assertThat(body).contains("other").doesNotContain("get-sum");
        assertThat(counting.openings).isEqualTo(2);
    }

    @Test
    void never_takes_the_opening_of_other_instructions_or_of_another_mark() throws IOException {
        Encoder encoder = new Encoder(counting, Options.of(Map.of()));
        ModelRequest brief = request(List.of(Message.user("a")));
        encoder.encode(brief, true);

        String kind = Requests.text(
                encoder, brief.toBuilder().instructions("Be kind.").build());
        String marked = Requests.text(
                encoder, brief.toBuilder().cacheBreakpoints(List.of(0)).build());

        assertThat(kind).contains("Be kind.").doesNotContain("Be brief.");
        assertThat(marked).contains("Be brief.", "cache_control");
        assertThat(Requests.text(encoder, brief)).doesNotContain("cache_control");
    }

    @Test
    void forgets_messages_that_nobody_holds() {
        EncodedMessages messages = new EncodedMessages();
        RequestJson json = new RequestJson();
        for (int i = 0; i < 100; i++) {
            Message self = Message.user("again " + i);
            Message other = Message.user("other " + i);
            EncodedMessages.Lookup lookup = messages.lookup(counting, json);
            lookup.of(List.of(self, self), 0, 2);
            lookup.of(List.of(other, self), 0, 2);
        }

        assertTimeoutPreemptively(Duration.ofMinutes(1), () -> {
            while (messages.size() > 0) {
                System.gc();
                messages.lookup(counting, json);
            }
        });
    }

    @Test
    void takes_no_option_for_the_conversation() {
        Map<String, String> options = Map.of("messages", "[]");
        Encoder encoder = new Encoder(counting, Options.of(Map.of()));
        ModelRequest request = saying("a").toBuilder().option("messages", "[]").build();

        assertThatThrownBy(() -> new Encoder(counting, Options.of(options))).hasMessageContaining("'messages'");
        assertThatThrownBy(() -> encoder.encode(request, true)).hasMessageContaining("'messages'");
    }

    @Test
    void closes_a_request_as_that_one_asks_for_it() throws IOException {
        Encoder encoder = new Encoder(
                new AnthropicDialect(
                        ModelSpec.builder("anthropic", "claude-opus-4-6").build(), true, ToolWords.NONE),
                Options.of(Map.of()));
        ModelRequest plain = saying("a").toBuilder()
                .tools(List.of(ToolSpec.builder("other", "Another.").build()))
                .maxOutputTokens(9_000)
                .build();

        assertThat(Requests.text(encoder, plain)).contains("9000").doesNotContain("effort", "tool_choice");
        assertThat(Requests.text(
                        encoder, plain.toBuilder().maxOutputTokens(8_000).build()))
                .contains("8000");
        assertThat(Requests.text(encoder, plain)).contains("9000");
        assertThat(Requests.text(encoder, plain.toBuilder().effort(Effort.LOW).build()))
                .contains("\"effort\":\"low\"");
        assertThat(Requests.text(encoder, plain)).doesNotContain("effort");
        assertThat(Requests.text(
                        encoder, plain.toBuilder().toolChoice(ToolChoice.NONE).build()))
                .contains("tool_choice");
        assertThat(Requests.text(encoder, plain)).contains("9000").doesNotContain("effort", "tool_choice");
        assertThat(Requests.text(encoder, plain.toBuilder().compaction(true).build()))
                .contains("\"compaction\":{\"type\":\"summarize\"}");
        assertThat(Requests.text(encoder, plain)).doesNotContain("compaction");
    }

    @Test
    void closes_a_request_with_its_own_cache_key() throws IOException {
        Encoder encoder = new Encoder(Wire.RESPONSES.dialect("gpt-5"), Options.of(Map.of()));
        encoder.encode(saying("a").toBuilder().cacheKey("mine").build(), true);

        String yours =
                Requests.text(encoder, saying("a").toBuilder().cacheKey("yours").build());

        assertThat(yours).contains("\"prompt_cache_key\":\"yours\"").doesNotContain("mine");
    }

    @Test
    void begins_a_request_with_all_the_bytes_of_the_one_before_it() throws IOException {
        Encoder encoder = new Encoder(counting, Options.of(Map.of("seed", "7")));
        List<Message> messages = new ArrayList<>(List.of(Message.user("Go"), Message.assistant("Yes")));
        String before = Requests.text(encoder, request(messages));
        messages.add(Message.user("More"));

        String after = Requests.text(
                encoder, request(messages).toBuilder().maxOutputTokens(17).build());

        assertThat(after).startsWith(before.substring(0, before.lastIndexOf(']')));
    }

    @Test
    void merges_objects_continues_arrays_and_replaces_the_rest_as_the_user_says() throws IOException {
        ModelSpec spec = ModelSpec.builder("anthropic", "claude").build();
        Encoder encoder = new Encoder(
                new AnthropicDialect(spec, AnthropicDialect.isAdaptive(spec.name()), ToolWords.NONE),
                Options.of(Map.of(
                        "tools", "[{\"type\":\"web_search_20260209\",\"name\":\"web_search\"}]",
                        "output_config", "{\"task_budget\":{\"total\":1.50}}",
                        "max_tokens", "5",
                        "speed", "\"fast\"")));

        var sent = encoded(
                encoder,
                request(List.of(Message.user("Go"))).toBuilder()
                        .outputSchema("{\"type\":\"object\"}")
                        .build());

        assertThat(sent.path("tools")).hasSize(2);
        assertThat(sent.at("/tools/1/name").textValue()).isEqualTo("web_search");
        assertThat(sent.path("output_config"))
                .isEqualTo(json("{'format':{'type':'json_schema','schema':{'type':'object'}},"
                        + "'task_budget':{'total':1.50}}"));
        assertThat(sent.path("max_tokens").intValue()).isEqualTo(5);
        assertThat(sent.path("speed").textValue()).isEqualTo("fast");
    }

    @Test
    void makes_neighbours_of_those_between_whom_nothing_was_said() throws IOException {
        Encoder encoder = new Encoder(
                new AnthropicDialect(ModelSpec.builder("anthropic", "claude").build(), true, ToolWords.NONE),
                Options.of(Map.of()));
        ModelRequest request =
                with(Message.user("a"), Message.assistant(""), Message.user("b"), Message.user("c")).toBuilder()
                        .cacheBreakpoints(List.of(3))
                        .build();

        assertThat(encoded(encoder, request).path("messages"))
                .isEqualTo(json("[{'role':'user','content':[{'type':'text','text':'a'},"
                        + "{'type':'text','text':'b','cache_control':{'type':'ephemeral'}},"
                        + "{'type':'text','text':'c'}]}]"));
    }

    @Test
    void lets_go_of_a_body_that_was_sent() throws IOException {
        var body = new Encoder(counting, Options.of(Map.of())).encode(saying("Hi"), true);
        long announced = body.contentLength();

        String sent = Requests.text(body);

        assertThat(sent).hasSize((int) announced);
        assertThat(Requests.text(body)).isEmpty();
    }

    private static ModelRequest request(List<Message> messages) {
        return ModelRequest.builder()
                .instructions("Be brief.")
                .tools(List.of(SUM))
                .messages(messages)
                .build();
    }

    /** Anthropic's, with a count of what it is asked. */
    private static final class CountingDialect implements Dialect {
        private final Dialect dialect =
                new AnthropicDialect(ModelSpec.builder("anthropic", "claude").build(), true, ToolWords.NONE);
        private int messages;
        private int openings;

        @Override
        public String origin() {
            return dialect.origin();
        }

        @Override
        public void opening(ModelRequest request, boolean streaming, RequestJson json) {
            openings++;
            dialect.opening(request, streaming, json);
        }

        @Override
        public String conversation() {
            return dialect.conversation();
        }

        @Override
        public EncodedMessage message(Neighbours neighbours, RequestJson json) {
            this.messages++;
            return dialect.message(neighbours, json);
        }

        @Override
        public void closing(ModelRequest request, RequestJson json) {
            dialect.closing(request, json);
        }

        @Override
        public Answer answer(Assembly assembly) {
            return dialect.answer(assembly);
        }
    }
}
