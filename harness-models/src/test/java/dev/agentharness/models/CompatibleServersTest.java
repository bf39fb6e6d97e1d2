package dev.agentharness.models;

import static dev.agentharness.models.Requests.json;
import static dev.agentharness.models.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.Role;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolResult;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that speak Chat Completions and differ in what they want and refuse, as their documentation says. */
@DisplayName("Of the servers that speak Chat Completions,")
class CompatibleServersTest {

    private static final String MISTRAL = "https://api.mistral.ai/v1";
    private static final String DEEPSEEK = "https://api.deepseek.com";
    private static final String OPENROUTER = "https://openrouter.ai/api/v1";

    private static final Message CALLED = Message.assistant(List.of(new ToolCall("toolu_01ABC", "look", "{}")));
    private static final Message RESULT = Message.results(List.of(ToolResult.of("toolu_01ABC", "seen")));

    @ParameterizedTest
    @CsvSource({
        "https://x.openai.azure.com/openai/v1, api-key, secret",
        "https://x.openai.azure.com/openai/deployments/d?api-version=2024-10-21, api-key, secret",
        "https://x.openai.azure.us, api-key, secret",
        "https://x.cognitiveservices.azure.cn, api-key, secret",
        "https://x.services.ai.azure.com/openai/v1, api-key, secret",
        "https://openai.azure.com.example/v1, authorization, Bearer secret",
        "https://models.inference.ai.azure.com, authorization, Bearer secret",
        "https://api.groq.com/openai/v1, authorization, Bearer secret",
        "'', authorization, Bearer secret",
    })
    void azure_takes_the_key_under_a_name_of_its_own(String base, String name, String value) {
        Headers.Builder headers = new Headers.Builder();
        OpenAiChat.Builder builder = OpenAiChat.builder();

        builder.headers("secret", builder.address(base), headers);

        assertThat(headers.build()).isEqualTo(Headers.of(name, value));
    }

    @Test
    void azure_is_asked_with_the_version_in_the_address() {
        assertThat(OpenAiChat.builder()
                        .address("https://x.openai.azure.com/openai/deployments/d?api-version=2024-10-21"))
                .hasToString("https://x.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21");
    }

    @Test
    void mistral_gets_ids_of_nine_characters_and_an_answer_between_results_and_words() throws IOException {
        JsonNode messages =
                sent(MISTRAL, with(CALLED, RESULT, Message.user("And?"))).path("messages");

        String id = messages.at("/0/tool_calls/0/id").asText();
        assertThat(id).matches("[a-z0-9]{9}");
        assertThat(messages.at("/1/tool_call_id").asText()).isEqualTo(id);
        assertThat(messages)
                .extracting(message -> message.path("role").asText())
                .containsExactly("assistant", "tool", "assistant", "user");
        assertThat(WireNames.nine("D681PevKs")).isEqualTo("D681PevKs");
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.openai.com/v1, 40",
        "https://openrouter.ai/api/v1, 40",
        "https://gate.example/v1, 84",
    })
    void ids_of_calls_are_as_long_as_the_server_takes_them(String address, int longest) throws IOException {
        String one = "functions.".concat("x".repeat(72)).concat(":");
        Message calls =
                Message.assistant(List.of(new ToolCall(one + "0", "f", "{}"), new ToolCall(one + "1", "f", "{}")));
        Message results = Message.results(List.of(ToolResult.of(one + "0", "1"), ToolResult.of(one + "1", "2")));

        JsonNode messages = sent(address, with(calls, results)).path("messages");

        List<String> ids = messages.path(0).findValuesAsText("id");
        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.length() <= longest);
        assertThat(messages.findValuesAsText("tool_call_id")).isEqualTo(ids);
        assertThat(ids.contains(one + "0")).isEqualTo(longest == 84);
    }

    @Test
    void mistral_is_not_asked_for_what_it_tells_anyway() throws IOException {
        assertThat(sent(MISTRAL, with(Message.user("Hi"))).has("stream_options"))
                .isFalse();
        assertThat(sent(DEEPSEEK, with(Message.user("Hi"))).has("stream_options"))
                .isTrue();
    }

    @Test
    void others_get_ids_as_they_are_and_words_after_results() throws IOException {
        JsonNode messages =
                sent(DEEPSEEK, with(CALLED, RESULT, Message.user("And?"))).path("messages");

        assertThat(messages.at("/0/tool_calls/0/id").asText()).isEqualTo("toolu_01ABC");
        assertThat(messages).hasSize(3);
    }

    @Test
    void deepseek_gets_its_reasoning_back_with_every_call_even_where_there_was_none() throws IOException {
        Message thought = Message.assistant(List.of(
                new Content.Thinking("openai@api.deepseek.com", "Hm.", "", false), new ToolCall("c", "look", "{}")));

        assertThat(sent(DEEPSEEK, with(thought)).at("/messages/0/reasoning_content"))
                .isEqualTo(json("'Hm.'"));
        assertThat(sent(DEEPSEEK, with(CALLED)).at("/messages/0/reasoning_content"))
                .isEqualTo(json("''"));
        assertThat(sent("https://api.groq.com/openai/v1", with(thought, RESULT)).at("/messages/0"))
                .noneMatch(field -> field.asText().equals("Hm."));
    }

    @Test
    void mistral_gets_its_reasoning_back_in_the_content_as_it_came() throws IOException {
        Message thought = read(
                MISTRAL,
                "{'choices':[{'delta':{'content':[{'type':'thinking','thinking':[{'type':'text','text':'H'}]}]}}]}",
                "{'choices':[{'delta':{'content':[{'type':'thinking','thinking':[{'type':'text','text':'m.'}]}]}}]}",
                "{'choices':[{'delta':{'content':'So.','tool_calls':[{'index':0,'id':'D681PevKs','function':"
                        + "{'name':'look','arguments':'{}'}}]},'finish_reason':'tool_calls'}]}");

        JsonNode sent = sent(MISTRAL, with(thought)).at("/messages/0");

        assertThat(sent.path("content"))
                .isEqualTo(json("[{'type':'thinking','thinking':[{'type':'text','text':'Hm.'}]},"
                        + "{'type':'text','text':'So.'}]"));
        assertThat(sent.has("reasoning_content")).isFalse();
        assertThat(sent.path("tool_calls")).hasSize(1);
        assertThat(sent(OpenAiChat.builder().returnReasoning(false), MISTRAL, with(thought))
                        .at("/messages/0/content"))
                .isEqualTo(json("'So.'"));
        assertThat(sent("https://api.groq.com/openai/v1", with(thought)).at("/messages/0/content"))
                .isEqualTo(json("'So.'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"data:application/pdf;base64,JVBERg==", "https://x.example/a.pdf"})
    void mistral_gets_documents_by_their_address_with_or_without_the_bytes_in_it(String source) throws IOException {
        Message message = new Message(Role.USER, List.of(new Content.Document("a.pdf", "application/pdf", source)));

        assertThat(sent(MISTRAL, with(message)).at("/messages/0/content"))
                .isEqualTo(json("[{'type':'document_url','document_url':'" + source + "','document_name':'a.pdf'}]"));
        assertThat(sent(OPENROUTER, with(message)).at("/messages/0/content"))
                .isEqualTo(json("[{'type':'file','file':{'filename':'a.pdf','file_data':'" + source + "'}}]"));
    }

    @Test
    void openrouter_gets_reasoning_back_as_it_came_put_together_from_a_stream() throws IOException {
        Message streamed = read(
                OPENROUTER,
                "{'choices':[{'delta':{'reasoning':'Let ','reasoning_details':[{'type':'reasoning.text','text':'Let ',"
                        + "'format':'f','index':0}]}}]}",
                "{'choices':[{'delta':{'reasoning':'me.','reasoning_details':[{'type':'reasoning.text','text':'me.',"
                        + "'format':'f','index':0}]}}]}",
                "{'choices':[{'delta':{'reasoning_details':[{'type':'reasoning.text','signature':'S','format':'f',"
                        + "'index':0}]}}]}",
                "{'choices':[{'delta':{'reasoning_details':[{'type':'reasoning.encrypted','data':'D','index':1}],"
                        + "'tool_calls':[{'index':0,'id':'c','function':{'name':'look','arguments':'{}'}}]},"
                        + "'finish_reason':'tool_calls'}]}");

        assertThat(sent(OPENROUTER, with(streamed)).at("/messages/0/reasoning_details"))
                .isEqualTo(json("[{'type':'reasoning.text','text':'Let me.','format':'f','index':0,'signature':'S'},"
                        + "{'type':'reasoning.encrypted','data':'D','index':1}]"));
        assertThat(sent(OPENROUTER, with(streamed)).at("/messages/0").has("reasoning_content"))
                .isFalse();
        assertThat(sent(DEEPSEEK, with(streamed)).at("/messages/0").has("reasoning_details"))
                .isFalse();
    }

    @Test
    void openrouter_gets_reasoning_back_that_came_whole_without_numbers() throws IOException {
        String details = "[{'type':'reasoning.text','text':'a','signature':'S'},"
                + "{'type':'reasoning.text','text':'b','signature':'T'}]";
        Dialect dialect = dialect(OpenAiChat.builder(), OPENROUTER);
        Answer answer = Answers.whole(
                dialect::answer,
                "{'choices':[{'message':{'content':'x','reasoning_details':" + details + "},'finish_reason':'stop'}]}");

        assertThat(json(details))
                .isEqualTo(json("["
                        + answer.message().content().stream()
                                .filter(Content.Opaque.class::isInstance)
                                .map(detail -> ((Content.Opaque) detail).json())
                                .collect(Collectors.joining(","))
                        + "]"));
    }

    @Test
    void google_gets_its_seal_back_with_the_call_and_nobody_else_does() throws IOException {
        String google = "https://generativelanguage.googleapis.com/v1beta/openai";
        Message called = read(
                google,
                "{'choices':[{'delta':{'tool_calls':[{'index':0,'id':'c','extra_content':"
                        + "{'google':{'thought_signature':'S'}},'function':{'name':'look','arguments':'{}'}}]},"
                        + "'finish_reason':'tool_calls'}]}");

        assertThat(sent(google, with(called)).at("/messages/0/tool_calls/0/extra_content"))
                .isEqualTo(json("{'google':{'thought_signature':'S'}}"));
        assertThat(sent("", with(called)).at("/messages/0/tool_calls/0").has("extra_content"))
                .isFalse();
    }

    @Test
    void each_may_be_told_otherwise() throws IOException {
        OpenAiChat.Builder gateway = OpenAiChat.builder()
                .mistralRules(true)
                .usageInStream(false)
                .returnReasoning(false)
                .outputCapField("cap");

        JsonNode sent = sent(gateway, DEEPSEEK, with(CALLED, RESULT));

        assertThat(sent.at("/messages/0/tool_calls/0/id").asText()).hasSize(9);
        assertThat(sent.at("/messages/0").has("reasoning_content")).isFalse();
        assertThat(sent.has("stream_options")).isFalse();
        assertThat(sent.has("cap")).isTrue();
    }

    private static JsonNode sent(String base, ModelRequest request) throws IOException {
        return sent(OpenAiChat.builder(), base, request);
    }

    private static JsonNode sent(OpenAiChat.Builder builder, String base, ModelRequest request) throws IOException {
        return Requests.encoded(new Encoder(dialect(builder, base), Options.of(Map.of())), request);
    }

    private static Message read(String base, String... events) throws IOException {
        Dialect dialect = dialect(OpenAiChat.builder(), base);
        Answer answer = dialect.answer(new Assembly(dialect.origin(), new CallIds(with()), text -> {}));
        return Answers.streamed(answer, events).message();
    }

    private static Dialect dialect(OpenAiChat.Builder builder, String base) {
        HttpUrl address = builder.address(base);
        return builder.dialect(builder.served(ModelSpec.builder("openai", "m").build(), address), address);
    }
}
