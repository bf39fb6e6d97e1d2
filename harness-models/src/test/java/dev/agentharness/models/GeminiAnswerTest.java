package dev.agentharness.models;

import static dev.agentharness.models.Answers.streamed;
import static dev.agentharness.models.Answers.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.agentharness.model.Content;
import dev.agentharness.model.FinishReason;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.Usage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("With the reader of Gemini answers,")
class GeminiAnswerTest {

    private static final Function<Assembly, Answer> READER = assembly -> new GeminiAnswer(assembly, "somebody");

    @Test
    void reads_the_same_message_whole_and_streamed() throws IOException {
        String usage = "'usageMetadata':{'promptTokenCount':40,'cachedContentTokenCount':30,"
                + "'toolUsePromptTokenCount':2,'candidatesTokenCount':5,'thoughtsTokenCount':4,'totalTokenCount':51}";
        String call = "{'functionCall':{'id':'c1','name':'f','args':{'x':1.0}},'thoughtSignature':'s1'}";
        String code = "{'executableCode':{'language':'PYTHON','code':'1'},'thoughtSignature':'s2'}";
        Answer whole = whole(
                READER,
                "{'responseId':'r','modelVersion':'gemini','candidates':[{'finishReason':'STOP','content':{'parts':["
                        + "{'text':'Hm.','thought':true},{'text':'Hello'}," + code + "," + call
                        + "]},'groundingMetadata':{'webSearchQueries':['q']}}]," + usage + "}");
        Answer streamed = streamed(
                READER,
                chunk("{'text':'H','thought':true}"),
                chunk("{'text':'m.','thought':true}"),
                chunk("{'text':'Hel'}"),
                chunk("{'text':'lo'}"),
                chunk(code),
                "{'responseId':'r','modelVersion':'gemini','candidates':[{'finishReason':'STOP','content':{'parts':["
                        + call + "]},'groundingMetadata':{'webSearchQueries':['q']}}]," + usage + "}");

        assertThat(streamed.message()).isEqualTo(whole.message());
        assertThat(streamed.message().content())
                .containsExactly(
                        new Content.Thinking("somebody", "Hm.", "", false),
                        new Content.Text("Hello"),
                        new Content.Opaque("somebody", "executableCode", code.replace('\'', '"')),
                        new ToolCall("c1", "f", "{\"x\":1.0}", Map.of("somebody/thoughtSignature", "s1")),
                        new Content.Opaque("somebody", "groundingMetadata", "{\"webSearchQueries\":[\"q\"]}"));
        assertThat(streamed.usage()).contains(new Usage(42, 9, 30, 0, 0, 4)).isEqualTo(whole.usage());
        assertThat(streamed.details()).isEqualTo(whole.details()).containsEntry("finish", "STOP");
        assertThat(streamed.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(streamed.isWhole()).isTrue();
    }

    @Test
    void a_signature_on_text_is_kept_behind_it_and_ends_it() throws IOException {
        Answer answer = streamed(
                READER, chunk("{'text':'a','thoughtSignature':'s'}"), chunk("{'text':'b'}"), chunk("{'text':'c'}"));

        assertThat(answer.message().content())
                .containsExactly(
                        new Content.Text("a"),
                        new Content.Thinking("somebody", "", "s", false),
                        new Content.Text("bc"));
    }

    @Test
    void arguments_in_pieces_become_what_their_paths_say() throws IOException {
        Answer answer = streamed(
                READER,
                chunk("{'functionCall':{'name':'f','willContinue':true},'thoughtSignature':'s'}"),
                piece("{'jsonPath':'$.rows[1].name','stringValue':'a','willContinue':true}"),
                piece("{'jsonPath':'$.rows[1].name','stringValue':'\\nb'}"),
                piece("{'jsonPath':'$.rows[0]','numberValue':1.50}"),
                piece("{'jsonPath':'$[\\'the flag\\']','boolValue':true}"),
                piece("{'jsonPath':'$.none','nullValue':'NULL_VALUE'}"),
                chunk("{'functionCall':{}}"),
                chunk("{'functionCall':{'name':'g'}}"));

        assertThat(answer.message().toolCalls())
                .extracting(ToolCall::name, ToolCall::arguments)
                .containsExactly(
                        tuple("f", "{\"rows\":[1.50,{\"name\":\"a\\nb\"}],\"the flag\":true,\"none\":null}"),
                        tuple("g", "{}"));
        assertThat(answer.message().toolCalls().get(0).extras()).containsValue("s");
    }

    @Test
    void a_call_of_which_more_was_to_come_is_not_whole() throws IOException {
        String begun = chunk("{'functionCall':{'name':'f','willContinue':true}}");
        String value = piece("{'jsonPath':'$.to','stringValue':'a'}");

        Answer stopped = streamed(READER, begun, value, "{'candidates':[{'finishReason':'STOP'}]}");
        assertThat(stopped.isWhole()).isFalse();

        Answer cut = streamed(READER, begun, value, "{'candidates':[{'finishReason':'MAX_TOKENS'}]}");
        assertThat(cut.isWhole()).isTrue();
        assertThat(cut.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(cut.message().toolCalls()).extracting(ToolCall::arguments).containsExactly("{\"to\":\"a\"");

        Answer whole = streamed(
                READER, begun, value, chunk("{'functionCall':{}}"), "{'candidates':[{'finishReason':'STOP'}]}");
        assertThat(whole.isWhole()).isTrue();
    }

    @Test
    void arguments_in_pieces_are_not_nested_without_end() {
        String begun = chunk("{'functionCall':{'name':'f','willContinue':true}}");

        for (String step : List.of(".a", "[0]")) {
            String deep = piece("{'jsonPath':'$.a" + step.repeat(20_000) + "','stringValue':'x'}");
            assertThatThrownBy(() -> streamed(READER, begun, deep))
                    .isInstanceOf(BadAnswer.class)
                    .hasMessageContaining("deep");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROHIBITED_CONTENT", "OTHER", "OF_THE_FUTURE"})
    void a_blocked_question_is_a_refusal_without_words(String reason) throws IOException {
        Answer answer =
                whole(READER, "{'promptFeedback':{'blockReason':'" + reason + "','blockReasonMessage':'Because.'}}");

        assertThat(answer.message().content()).isEmpty();
        assertThat(answer.finishReason()).isEqualTo(FinishReason.REFUSAL);
        assertThat(answer.details()).containsEntry("finish", reason).containsEntry("explanation", "Because.");
    }

    @Test
    void what_an_answer_rests_on_stands_at_its_end() throws IOException {
        Answer answer = whole(
                READER,
                "{'candidates':[{'content':{'parts':[{'text':'So.'}]},'citationMetadata':{'citationSources':[{'uri':'u'}]},"
                        + "'urlContextMetadata':{'urlMetadata':[{'retrievedUrl':'v'}]},'finishReason':'STOP'}]}");

        assertThat(answer.message().content())
                .containsExactly(
                        new Content.Text("So."),
                        new Content.Opaque("somebody", "citationMetadata", "{\"citationSources\":[{\"uri\":\"u\"}]}"),
                        new Content.Opaque(
                                "somebody", "urlContextMetadata", "{\"urlMetadata\":[{\"retrievedUrl\":\"v\"}]}"));
    }

    @Test
    void an_end_is_explained_in_the_providers_words() throws IOException {
        Answer answer = whole(
                READER, "{'candidates':[{'finishReason':'MALFORMED_FUNCTION_CALL','finishMessage':'Malformed: f('}]}");

        assertThat(answer.details()).containsEntry("explanation", "Malformed: f(");
    }

    @ParameterizedTest
    @CsvSource({
        "STOP, STOP",
        "MAX_TOKENS, LENGTH",
        "SAFETY, REFUSAL",
        "MODEL_ARMOR, REFUSAL",
        "IMAGE_RECITATION, REFUSAL",
        "IMAGE_OTHER, OTHER",
        "OF_THE_FUTURE, OTHER",
        "MALFORMED_FUNCTION_CALL, OTHER",
    })
    void the_finish_reason_is_translated(String said, FinishReason finish) throws IOException {
        Answer answer = whole(READER, "{'candidates':[{'finishReason':'" + said + "'}]}");

        assertThat(answer.finishReason()).isEqualTo(finish);
    }

    @Test
    void what_is_no_answer_is_refused() {
        assertThatThrownBy(() -> whole(READER, "{}")).isInstanceOf(BadAnswer.class);
        assertThatThrownBy(() -> whole(READER, "[{'error':{'code':429,'status':'RESOURCE_EXHAUSTED'}}]"))
                .isInstanceOf(ErrorAnswer.class);
    }

    private static String piece(String partialArgument) {
        return chunk("{'functionCall':{'partialArgs':[" + partialArgument + "],'willContinue':true}}");
    }

    private static String chunk(String part) {
        return "{'candidates':[{'content':{'role':'model','parts':[" + part + "]}}]}";
    }
}
