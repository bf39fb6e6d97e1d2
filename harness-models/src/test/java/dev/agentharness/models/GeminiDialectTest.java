package dev.agentharness.models;

import static dev.agentharness.models.Requests.encoded;
import static dev.agentharness.models.Requests.json;
import static dev.agentharness.models.Requests.saying;
import static dev.agentharness.models.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;

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

@DisplayName("The Gemini dialect")
class GeminiDialectTest {

    private static final ToolSpec SUM = ToolSpec.builder("get-sum", "Adds.").build();

    private final Encoder dialect = dialect("gemini-3-pro", Map.of("safetySettings", "[]"));

    @Test
    void sends_all_that_stays_the_same_before_the_conversation() throws IOException {
        ModelRequest request = saying("Hi").toBuilder()
                .instructions("Be brief.")
                .tools(List.of(SUM))
                .toolChoice(ToolChoice.REQUIRED)
                .effort(Effort.LOW)
                .outputSchema("{\"type\":\"string\"}")
                .maxOutputTokens(100)
                .build();

        assertThat(Requests.text(dialect, request))
                .isEqualTo(("{'tools':[{'functionDeclarations':[{'name':'get-sum','description':'Adds.',"
                                + "'parametersJsonSchema':{'type':'object','properties':{}}}]}],"
                                + "'systemInstruction':{'parts':[{'text':'Be brief.'}]},"
                                + "'contents':[{'role':'user','parts':[{'text':'Hi'}]}],"
                                + "'toolConfig':{'functionCallingConfig':{'mode':'ANY'}},"
                                + "'generationConfig':{'maxOutputTokens':100,'thinkingConfig':{'thinkingLevel':'low'},"
                                + "'responseMimeType':'application/json','responseJsonSchema':{'type':'string'}},"
                                + "'safetySettings':[]}")
                        .replace('\'', '"'));
    }

    @Test
    void gives_older_models_a_number_of_tokens_to_think_with_and_merges_options() throws IOException {
        ModelRequest request = saying("Hi").toBuilder().effort(Effort.HIGH).build();
        Encoder older = dialect("gemini-2.5-flash", Map.of("generationConfig", "{\"temperature\":0.5}"));

        assertThat(encoded(older, request).path("generationConfig"))
                .isEqualTo(
                        json("{'maxOutputTokens':4096,'thinkingConfig':{'thinkingBudget':24576},'temperature':0.5}"));
    }

    @Test
    void sends_back_signatures_where_they_came_and_names_what_a_result_answers() throws IOException {
        ModelRequest request = with(
                Message.user("Go"),
                Message.assistant(List.of(
                        new Content.Thinking("google", "Hm.", "", false),
                        new Content.Text("Let me see."),
                        new Content.Thinking("google", "", "s0", false),
                        new Content.Opaque("google", "executableCode", "{\"executableCode\":{}}"),
                        new Content.Opaque("google", "groundingMetadata", "{}"),
                        new Content.Opaque("google", "citationMetadata", "{}"),
                        new Content.Opaque("google", "urlContextMetadata", "{}"),
                        new ToolCall("c1", "f", "{\"x\":1}", Map.of("google/thoughtSignature", "s1")),
                        new ToolCall("c2", "g", "{}"))),
                Message.results(List.of(
                        new ToolResult(
                                "c1",
                                List.of(
                                        new Content.Text("a cat"),
                                        new Content.Image("image/png", "data:image/png;base64,AAAA")),
                                false),
                        ToolResult.error("c2", "no"))),
                Message.user("And?"));

        assertThat(encoded(dialect, request).path("contents"))
                .isEqualTo(json("[{'role':'user','parts':[{'text':'Go'}]},{'role':'model','parts':["
                        + "{'text':'Let me see.'},{'text':'','thoughtSignature':'s0'},{'executableCode':{}},"
                        + "{'functionCall':{'id':'c1','name':'f','args':{'x':1}},'thoughtSignature':'s1'},"
                        + "{'functionCall':{'id':'c2','name':'g','args':{}}}]},"
                        + "{'role':'user','parts':["
                        + "{'functionResponse':{'id':'c1','name':'f','response':{'output':'a cat'}}},"
                        + "{'inlineData':{'mimeType':'image/png','data':'AAAA'}},"
                        + "{'functionResponse':{'id':'c2','name':'g','response':{'error':'no'}}},"
                        + "{'text':'And?'}]}]"));
    }

    @Test
    void sends_half_an_escaped_character_in_arguments_as_its_replacement() throws IOException {
        Message message = Message.assistant(List.of(new ToolCall("c", "f", "{\"s\": \"\\ud83d\\ud83d\\ude00\"}")));

        assertThat(Requests.text(dialect, with(message))).contains("\"args\":{\"s\": \"\uFFFD\\ud83d\\ude00\"}}");
    }

    @Test
    void sends_documents_and_nothing_that_is_another_providers() throws IOException {
        ModelRequest request = with(
                new Message(
                        Role.USER,
                        List.of(new Content.Document("a.pdf", "application/pdf", "https://example.org/a.pdf"))),
                Message.assistant(List.of(
                        new Content.Thinking("anthropic", "Hm.", "seal", false),
                        new Content.Opaque("openai", "x", "{}"),
                        new ToolCall("c", "f", "{}", Map.of("openai.responses/item", "{}")))));

        assertThat(encoded(dialect, request).path("contents"))
                .isEqualTo(json("[{'role':'user','parts':[{'fileData':{'mimeType':'application/pdf',"
                        + "'fileUri':'https://example.org/a.pdf'}}]},"
                        + "{'role':'model','parts':[{'functionCall':{'id':'c','name':'f','args':{}},"
                        + "'thoughtSignature':'skip_thought_signature_validator'}]}]"));
    }

    @Test
    void sends_googles_placeholder_with_the_first_call_of_a_message_that_has_no_seal_where_one_is_needed()
            throws IOException {
        ModelRequest request = with(
                Message.user("Go"),
                Message.assistant(List.of(
                        new ToolCall("a", "f", "{}", Map.of("anthropic/thoughtSignature", "x")),
                        new ToolCall("b", "f", "{}"))),
                Message.results(List.of(ToolResult.of("a", "1"), ToolResult.of("b", "2"))),
                Message.assistant(List.of(
                        new ToolCall("c", "f", "{}", Map.of("google/thoughtSignature", "own")),
                        new ToolCall("d", "f", "{}"))),
                Message.results(List.of(ToolResult.of("c", "3"), ToolResult.of("d", "4"))));

        assertThat(encoded(dialect("gemini-3-pro-preview", Map.of()), request)
                        .path("contents")
                        .findValuesAsText("thoughtSignature"))
                .containsExactly("skip_thought_signature_validator", "own");
        assertThat(encoded(dialect("gemini-2.5-pro", Map.of()), request)
                        .path("contents")
                        .findValuesAsText("thoughtSignature"))
                .containsExactly("own");
    }

    private static Encoder dialect(String model, Map<String, String> options) {
        return new Encoder(
                new GeminiDialect(ModelSpec.builder("google", model).build(), GeminiDialect.hasThinkingLevels(model)),
                Options.of(options));
    }
}
