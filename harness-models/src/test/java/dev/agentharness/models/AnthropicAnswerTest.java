package dev.agentharness.models;

import static dev.agentharness.models.Answers.streamed;
import static dev.agentharness.models.Answers.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentharness.model.Content;
import dev.agentharness.model.FinishReason;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.Usage;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("With the reader of Anthropic answers,")
class AnthropicAnswerTest {

    private static final String START = "{'type':'message_start','message':{'id':'m','model':'claude',"
            + "'usage':{'input_tokens':10,'output_tokens':1,'cache_read_input_tokens':20,"
            + "'cache_creation_input_tokens':30,'cache_creation':{'ephemeral_1h_input_tokens':5}}}}";
    private static final String STOP = "{'type':'message_stop'}";

    @Test
    void reads_the_same_message_whole_and_streamed() throws IOException {
        Answer whole = whole(
                AnthropicAnswer::new,
                "{'id':'m','model':'claude','stop_reason':'tool_use','content':["
                        + "{'type':'thinking','thinking':'Hm.','signature':'sig'},"
                        + "{'type':'redacted_thinking','data':'xyz'},{'type':'text','text':'Hello'},"
                        + "{'type':'tool_use','id':'t','name':'f','input':{'x':1}},"
                        + "{'type':'server_tool_use','id':'s','name':'search','input':{'q':1.0}}],"
                        + "'usage':{'input_tokens':10,'output_tokens':9,'cache_read_input_tokens':20,"
                        + "'cache_creation_input_tokens':30,'cache_creation':{'ephemeral_1h_input_tokens':5}}}");
        Answer streamed = streamed(
                AnthropicAnswer::new,
                START,
                "{'type':'ping'}",
                start(0, "{'type':'thinking','thinking':'','signature':''}"),
                delta(0, "{'type':'thinking_delta','thinking':'Hm.'}"),
                delta(0, "{'type':'signature_delta','signature':'sig'}"),
                start(1, "{'type':'redacted_thinking','data':'xyz'}"),
                start(2, "{'type':'text','text':''}"),
                delta(2, "{'type':'text_delta','text':'Hel'}"),
                delta(2, "{'type':'text_delta','text':'lo'}"),
                start(3, "{'type':'tool_use','id':'t','name':'f','input':{}}"),
                start(4, "{'type':'server_tool_use','id':'s','name':'search','input':{}}"),
                delta(3, "{'type':'input_json_delta','partial_json':'{\\'x\\''}"),
                delta(4, "{'type':'input_json_delta','partial_json':'{\\'q\\':1.0}'}"),
                delta(3, "{'type':'input_json_delta','partial_json':':1}'}"),
                "{'type':'message_delta','delta':{'stop_reason':'tool_use'},'usage':{'output_tokens':9}}",
                STOP);

        assertThat(streamed.message()).isEqualTo(whole.message());
        assertThat(streamed.message().content())
                .containsExactly(
                        new Content.Thinking("somebody", "Hm.", "sig", false),
                        new Content.Thinking("somebody", "", "xyz", true),
                        new Content.Text("Hello"),
                        new ToolCall("t", "f", "{\"x\":1}"),
                        new Content.Opaque(
                                "somebody",
                                "server_tool_use",
                                "{\"type\":\"server_tool_use\",\"id\":\"s\",\"name\":\"search\",\"input\":{\"q\":1.0}}"));
        assertThat(streamed.usage()).contains(new Usage(60, 9, 20, 30, 5, 0)).isEqualTo(whole.usage());
        assertThat(streamed.details()).isEqualTo(whole.details());
        assertThat(streamed.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(streamed.isFinished()).isTrue();
    }

    @Test
    void keeps_citations_behind_the_text_they_belong_to() throws IOException {
        Answer whole = whole(
                AnthropicAnswer::new,
                "{'content':[{'type':'text','text':'So.','citations':[{'url':'u'},{'url':'v'}]},"
                        + "{'type':'text','text':'And.'}],'stop_reason':'end_turn'}");
        Answer streamed = streamed(
                AnthropicAnswer::new,
                START,
                start(0, "{'type':'text','text':'','citations':[]}"),
                delta(0, "{'type':'citations_delta','citation':{'url':'u'}}"),
                delta(0, "{'type':'text_delta','text':'So.'}"),
                delta(0, "{'type':'citations_delta','citation':{'url':'v'}}"),
                start(1, "{'type':'text','text':'And.'}"),
                STOP);

        assertThat(streamed.message()).isEqualTo(whole.message());
        assertThat(streamed.message().content())
                .containsExactly(
                        new Content.Text("So."),
                        new Content.Opaque("somebody", "citations", "[{\"url\":\"u\"},{\"url\":\"v\"}]"),
                        new Content.Text("And."));
    }

    @Test
    void a_second_beginning_replaces_the_first() throws IOException {
        Answer answer = streamed(
                AnthropicAnswer::new,
                START,
                start(0, "{'type':'text','text':'Once'}"),
                START,
                start(0, "{'type':'text','text':'Twice'}"),
                STOP);

        assertThat(answer.message().text()).isEqualTo("Twice");
    }

    @Test
    void blocks_with_one_index_are_kept_apart() throws IOException {
        Answer answer = streamed(
                AnthropicAnswer::new,
                START,
                start(0, "{'type':'tool_use','id':'a','name':'f','input':{}}"),
                delta(0, "{'type':'input_json_delta','partial_json':'{}'}"),
                start(0, "{'type':'tool_use','id':'b','name':'f','input':{}}"));

        assertThat(answer.message().toolCalls()).hasSize(2);
    }

    @Test
    void later_counts_replace_earlier_ones() throws IOException {
        Answer answer = streamed(
                AnthropicAnswer::new,
                START,
                "{'type':'message_delta','delta':{},'usage':{'input_tokens':11,'output_tokens':9,"
                        + "'cache_read_input_tokens':null,'output_tokens_details':{'thinking_tokens':99}}}");

        assertThat(answer.usage()).contains(new Usage(61, 9, 20, 30, 5, 9));
    }

    @Test
    void what_was_billed_beside_the_message_counts_too() throws IOException {
        Answer answer = streamed(
                AnthropicAnswer::new,
                START,
                "{'type':'message_delta','delta':{'stop_reason':'compaction'},'usage':{'input_tokens':11,"
                        + "'output_tokens':9,'iterations':[{'type':'compaction','input_tokens':100,'output_tokens':83,"
                        + "'cache_read_input_tokens':5000},{'type':'message','input_tokens':11,'output_tokens':9}]}}");

        assertThat(answer.usage()).contains(new Usage(61 + 5100, 9 + 83, 20 + 5000, 30, 5, 0));
        assertThat(answer.finishReason()).isEqualTo(FinishReason.PAUSE);
    }

    @Test
    void a_part_nobody_knows_is_kept_with_what_is_added_to_it() throws IOException {
        Answer answer = streamed(
                AnthropicAnswer::new,
                START,
                start(0, "{'type':'compaction','content':null}"),
                delta(0, "{'type':'compaction_delta','content':'a'}"),
                delta(0, "{'type':'compaction_delta','content':'b'}"));

        assertThat(answer.message().content())
                .containsExactly(
                        new Content.Opaque("somebody", "compaction", "{\"type\":\"compaction\",\"content\":\"ab\"}"));
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn,STOP",
        "stop_sequence,STOP",
        "max_tokens,LENGTH",
        "model_context_window_exceeded,LENGTH",
        "refusal,REFUSAL",
        "pause_turn,PAUSE",
        "strange,OTHER"
    })
    void translates_the_reason_for_the_end(String word, FinishReason reason) throws IOException {
        Answer answer =
                streamed(AnthropicAnswer::new, "{'type':'message_delta','delta':{'stop_reason':'" + word + "'}}");

        assertThat(answer.finishReason()).isEqualTo(reason);
        assertThat(answer.usage()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            7
            {'type':7}
            {'type':'of the future','x':{}}
            {'type':'message_start'}
            {'type':'content_block_start','index':'x','content_block':7}
            {'type':'content_block_start','content_block':{}}
            {'type':'content_block_delta','index':-5,'delta':{'type':'text_delta','text':7}}
            {'type':'content_block_delta','index':1e999999999,'delta':{'type':'input_json_delta'}}
            {'type':'content_block_delta','index':3,'delta':{'type':'signature_delta','signature':'x'}}
            {'type':'content_block_delta','index':3,'delta':{'type':'of the future','x':'y'}}
            {'type':'message_delta','usage':{'input_tokens':-7,'output_tokens':1e99}}
            """)
    void takes_no_harm_from_other_shapes(String event) throws IOException {
        Answer answer = streamed(AnthropicAnswer::new, START, event);

        assertThat(answer.message()).isNotNull();
        assertThat(answer.usage()).contains(new Usage(60, 1, 20, 30, 5, 0));
        assertThat(answer.isWhole()).isFalse();
    }

    @Test
    void calls_are_waiting_whatever_the_reason_says() throws IOException {
        Answer answer = streamed(
                AnthropicAnswer::new,
                START,
                start(0, "{'type':'tool_use','id':'a','name':'f','input':{}}"),
                "{'type':'message_delta','delta':{'stop_reason':'end_turn'}}");

        assertThat(answer.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
    }

    @Test
    void a_refusal_is_explained_in_the_providers_words() throws IOException {
        String refusal = "'stop_reason':'refusal','stop_details':{'type':'refusal','explanation':'Because.'}";
        Answer whole = whole(AnthropicAnswer::new, "{'content':[]," + refusal + "}");
        Answer streamed = streamed(AnthropicAnswer::new, START, "{'type':'message_delta','delta':{" + refusal + "}}");

        assertThat(whole.details()).containsEntry("explanation", "Because.");
        assertThat(streamed.details()).containsEntry("explanation", "Because.");
    }

    @Test
    void an_error_event_is_an_error() {
        assertThatThrownBy(() -> streamed(
                        AnthropicAnswer::new, START, "{'error':{'type':'overloaded_error','message':'Full.'}}"))
                .isInstanceOfSatisfying(
                        ErrorAnswer.class, e -> assertThat(e.body().kind()).isEqualTo(ModelException.Kind.OVERLOADED));
        assertThatThrownBy(() -> streamed(AnthropicAnswer::new, START, "{'type':'error','error':{'type':'x'}}"))
                .isInstanceOf(ErrorAnswer.class);
        assertThatThrownBy(() -> streamed(AnthropicAnswer::new, STOP)).isInstanceOf(BadAnswer.class);
        assertThatThrownBy(() -> whole(AnthropicAnswer::new, "{'type':'error','error':{'type':'x'}}"))
                .isInstanceOf(ErrorAnswer.class);
    }

    private static String start(int index, String block) {
        return "{'type':'content_block_start','index':" + index + ",'content_block':" + block + "}";
    }

    private static String delta(int index, String delta) {
        return "{'type':'content_block_delta','index':" + index + ",'delta':" + delta + "}";
    }
}
