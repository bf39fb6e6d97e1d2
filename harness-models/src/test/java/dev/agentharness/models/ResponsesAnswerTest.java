package dev.agentharness.models;

import static dev.agentharness.models.Answers.streamed;
import static dev.agentharness.models.Answers.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.agentharness.model.Content;
import dev.agentharness.model.FinishReason;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.Usage;
import java.io.IOException;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("With the reader of Responses answers,")
class ResponsesAnswerTest {

    private static final Function<Assembly, Answer> READER =
            assembly -> new ResponsesAnswer(assembly, "somebody", false);

    private static final String REASONING = "{'id':'rs','type':'reasoning','encrypted_content':'c2VhbA==',"
            + "'summary':[{'type':'summary_text','text':'Hm.'},{'type':'summary_text','text':'So.'}]}";
    private static final String MESSAGE = "{'id':'msg','type':'message','status':'completed','role':'assistant',"
            + "'phase':'commentary','content':[{'type':'output_text','text':'Hello','annotations':[{'url':'u'}]}]}";
    private static final String CALL = "{'id':'fc','type':'function_call','call_id':'c1','name':'f',"
            + "'arguments':'{\\\"x\\\": 1.0}','status':'completed'}";
    private static final String SEARCH = "{'id':'ws','type':'web_search_call','status':'completed'}";
    private static final String WHOLE = "{'id':'r','model':'gpt','status':'completed','error':null,'output':["
            + REASONING + "," + SEARCH + "," + MESSAGE + "," + CALL + "],'usage':{'input_tokens':50,"
            + "'input_tokens_details':{'cached_tokens':30,'cache_write_tokens':5},'output_tokens':9,"
            + "'output_tokens_details':{'reasoning_tokens':4}}}";

    @Test
    void reads_the_same_message_whole_and_streamed() throws IOException {
        Answer whole = whole(READER, WHOLE);
        Answer streamed = streamed(
                READER,
                "{'type':'response.created','response':{'id':'r','model':'gpt'}}",
                "{'type':'response.output_item.added','output_index':0,'item':{'type':'reasoning','id':'rs'}}",
                "{'type':'response.reasoning_summary_text.delta','output_index':0,'summary_index':0,'delta':'Hm.'}",
                "{'type':'response.reasoning_summary_text.delta','output_index':0,'summary_index':1,'delta':'So.'}",
                "{'type':'response.output_item.done','output_index':0,'item':" + REASONING + "}",
                "{'type':'response.output_item.added','output_index':1,'item':{'type':'web_search_call'}}",
                "{'type':'response.web_search_call.searching','output_index':1}",
                "{'type':'response.output_item.done','output_index':1,'item':" + SEARCH + "}",
                "{'type':'response.output_item.added','output_index':2,'item':{'type':'message'}}",
                "{'type':'response.output_text.delta','output_index':2,'content_index':0,'delta':'Hel'}",
                "{'type':'response.output_text.delta','output_index':2,'content_index':0,'delta':'lo'}",
                "{'type':'response.output_item.done','output_index':2,'item':" + MESSAGE + "}",
                "{'type':'response.output_item.added','output_index':3,'item':{'type':'function_call',"
                        + "'call_id':'c1','name':'f'}}",
                "{'type':'response.function_call_arguments.delta','output_index':3,'delta':'{}'}",
                "{'type':'response.output_item.done','output_index':3,'item':" + CALL + "}",
                "{'type':'response.completed','response':" + WHOLE + "}");

        assertThat(streamed.message()).isEqualTo(whole.message());
        assertThat(streamed.message().content())
                .containsExactly(
                        new Content.Thinking("somebody", "Hm.\n\nSo.", REASONING.replace('\'', '"'), false),
                        new Content.Opaque("somebody", "web_search_call", SEARCH.replace('\'', '"')),
                        new Content.Text("Hello"),
                        new Content.Opaque(
                                "somebody",
                                "message",
                                MESSAGE.replace("'text':'Hello',", "").replace('\'', '"')),
                        new ToolCall(
                                "c1",
                                "f",
                                "{\"x\": 1.0}",
                                Map.of("somebody/item", "{\"id\":\"fc\",\"status\":\"completed\"}")));
        assertThat(streamed.usage()).contains(new Usage(50, 9, 30, 5, 0, 4)).isEqualTo(whole.usage());
        assertThat(streamed.details()).isEqualTo(whole.details()).containsEntry("finish", "completed");
        assertThat(streamed.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
    }

    @Test
    void items_that_are_not_numbered_are_told_apart_by_their_ids() throws IOException {
        Answer answer = streamed(
                READER,
                "{'type':'response.output_item.added','item':{'id':'a','type':'function_call','name':'f'}}",
                "{'type':'response.function_call_arguments.delta','item_id':'a','delta':'{}'}",
                "{'type':'response.output_item.added','item':{'id':'b','type':'function_call','name':'g'}}",
                "{'type':'response.function_call_arguments.delta','item_id':'b','delta':'[]'}",
                "{'type':'response.output_item.done','item':{'id':'a','type':'function_call','call_id':'1',"
                        + "'name':'f','arguments':'{}'}}",
                "{'type':'response.output_item.done','item':{'id':'b','type':'function_call','call_id':'2',"
                        + "'name':'g','arguments':'[]'}}");

        assertThat(answer.message().toolCalls())
                .extracting(ToolCall::id, ToolCall::name, ToolCall::arguments)
                .containsExactly(tuple("1", "f", "{}"), tuple("2", "g", "[]"));
    }

    @Test
    void tells_the_listener_what_no_piece_had() throws IOException {
        StringBuilder heard = new StringBuilder();
        Assembly assembly = new Assembly("somebody", new CallIds(Requests.with()), heard::append);

        streamed(
                READER.apply(assembly),
                "{'type':'response.output_text.delta','output_index':2,'content_index':0,'delta':'Hel'}",
                "{'type':'response.output_item.done','output_index':2,'item':" + MESSAGE + "}");

        assertThat(heard).hasToString("Hello");
    }

    @Test
    void reasoning_without_a_seal_is_read_and_has_nothing_to_send_back() throws IOException {
        Answer answer = whole(
                READER,
                "{'status':'completed','output':[{'type':'reasoning','content':["
                        + "{'type':'reasoning_text','text':'Hm.'}]}]}");

        assertThat(answer.message().content()).containsExactly(new Content.Thinking("somebody", "Hm.", "", false));
    }

    @Test
    void reasoning_without_a_seal_goes_back_as_it_came_where_a_server_takes_it() throws IOException {
        String item = "{'id':'rs','type':'reasoning','summary':[],'content':[{'type':'reasoning_text','text':'Hm.'}]}";
        ModelSpec vllm = ModelSpec.builder("openai", "qwen").origin("somebody").build();
        ResponsesDialect dialect =
                new ResponsesDialect(vllm, new ResponsesDialect.Habits(false, false, false), ToolWords.NONE);

        Message said = whole(dialect::answer, "{'status':'completed','output':[" + item + "," + MESSAGE + "]}")
                .message();
        Message empty = whole(
                        dialect::answer,
                        "{'status':'completed','output':[{'type':'reasoning','content':[]}," + MESSAGE + "]}")
                .message();

        assertThat(said.content()).first().isInstanceOfSatisfying(Content.Thinking.class, thinking -> {
            assertThat(thinking.text()).isEqualTo("Hm.");
            assertThat(thinking.redacted()).isFalse();
        });
        Encoder encoder = new Encoder(dialect, Options.of(Map.of()));
        assertThat(Requests.encoded(encoder, Requests.with(said)).at("/input/0"))
                .isEqualTo(Requests.json(item));
        assertThat(Requests.encoded(encoder, Requests.with(empty)).path("input"))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "max_output_tokens, LENGTH",
        "content_filter, REFUSAL",
        "whatever, OTHER",
    })
    void an_incomplete_answer_says_why(String reason, FinishReason finish) throws IOException {
        Answer answer =
                whole(READER, "{'status':'incomplete','incomplete_details':{'reason':'" + reason + "'},'output':[]}");

        assertThat(answer.finishReason()).isEqualTo(finish);
    }

    @Test
    void a_refusal_is_text_and_a_reason() throws IOException {
        Answer answer = whole(
                READER,
                "{'status':'completed','output':[{'type':'message','content':[{'type':'refusal','refusal':'No.'}]}]}");

        assertThat(answer.message().text()).isEqualTo("No.");
        assertThat(answer.finishReason()).isEqualTo(FinishReason.REFUSAL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'response.refusal.delta','output_index':0,'content_index':0,'delta':'No.'}",
                "{'type':'response.refusal.done','output_index':0,'content_index':0,'refusal':'No.'}",
            })
    void a_refusal_is_a_reason_even_where_the_end_does_not_repeat_it(String refusal) throws IOException {
        Answer answer = streamed(
                READER, refusal, "{'type':'response.completed','response':{'status':'completed','output':[]}}");

        assertThat(answer.message().text()).isEqualTo("No.");
        assertThat(answer.finishReason()).isEqualTo(FinishReason.REFUSAL);
    }

    @Test
    void what_only_the_ends_of_parts_say_is_read() throws IOException {
        Answer answer = streamed(
                READER,
                "{'type':'response.output_text.delta','output_index':0,'content_index':0,'delta':'Hel'}",
                "{'type':'response.output_text.done','output_index':0,'content_index':0,'text':'Hello'}",
                "{'type':'response.output_item.added','output_index':1,'item':{'type':'function_call',"
                        + "'call_id':'c','name':'f','arguments':''}}",
                "{'type':'response.function_call_arguments.done','output_index':1,'arguments':'{\\'x\\':1}'}",
                "{'type':'response.completed','response':{'status':'completed','output':[]}}");

        assertThat(answer.message().content())
                .containsExactly(new Content.Text("Hello"), new ToolCall("c", "f", "{\"x\":1}"));
        assertThat(answer.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
    }

    @Test
    void the_end_of_a_part_changes_nothing_of_an_item_that_is_whole() throws IOException {
        Answer answer = streamed(
                READER,
                "{'type':'response.output_item.done','output_index':3,'item':" + CALL + "}",
                "{'type':'response.function_call_arguments.done','output_index':3,'arguments':'{}'}",
                "{'type':'response.function_call_arguments.done','output_index':4}");

        assertThat(answer.message().toolCalls()).extracting(ToolCall::arguments).containsExactly("{\"x\": 1.0}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'type':'response.completed','response':{'output':[OUTPUT]}}                   | STOP
            {'type':'response.done','response':{'status':'completed','output':[OUTPUT]}}   | STOP
            {'type':'response.done','response':{'output':[OUTPUT]}}                        | STOP
            {'type':'response.incomplete','response':{'output':[OUTPUT]}}                  | OTHER
            """, quoteCharacter = '~')
    void a_server_may_end_in_words_of_its_own(String end, FinishReason finish) throws IOException {
        Answer answer = streamed(READER, "[DONE]", end.replace("OUTPUT", MESSAGE), "[DONE]");

        assertThat(answer.message().text()).isEqualTo("Hello");
        assertThat(answer.finishReason()).isEqualTo(finish);
        assertThat(answer.isFinished()).isTrue();
    }

    @Test
    void an_end_that_failed_is_an_error() {
        assertThatThrownBy(() -> streamed(
                        READER,
                        "{'type':'response.done','response':{'status':'failed','error':{'code':'server_error'}}}"))
                .isInstanceOf(ErrorAnswer.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"custom_tool_call", "mcp_approval_request"})
    void what_asks_for_an_answer_that_nobody_gives_is_not_done(String type) throws IOException {
        String item = "{'type':'" + type + "','id':'i'}";
        String end = "{'type':'response.completed','response':{'status':'completed','output':[]}}";

        assertThat(whole(READER, "{'status':'completed','output':[" + item + "]}")
                        .finishReason())
                .isEqualTo(FinishReason.OTHER);
        assertThat(streamed(READER, "{'type':'response.output_item.added','output_index':0,'item':" + item + "}", end)
                        .finishReason())
                .isEqualTo(FinishReason.OTHER);
    }

    @Test
    void a_second_beginning_replaces_the_first() throws IOException {
        Answer answer = streamed(
                READER,
                "{'type':'response.created','response':{'id':'a'}}",
                "{'type':'response.output_text.delta','output_index':0,'content_index':0,'delta':'Once'}",
                "{'type':'response.created','response':{'id':'b'}}",
                "{'type':'response.completed','response':" + WHOLE + "}",
                "[DONE]");

        assertThat(answer.message().text()).isEqualTo("Hello");
        assertThat(answer.isFinished()).isTrue();
    }

    /** LiteLLM's bridge numbers the message like the reasoning before it, and gives both other ids at the end. */
    @Test
    void what_is_listed_at_the_end_in_other_places_is_read_once() throws IOException {
        StringBuilder heard = new StringBuilder();
        Answer answer = streamed(
                READER.apply(new Assembly("somebody", new CallIds(Requests.with()), heard::append)),
                "{'type':'response.reasoning_summary_text.delta','item_id':'r1','output_index':0,'delta':'Hm.'}",
                done(0, "{'id':'r1','type':'reasoning','summary':[{'type':'summary_text','text':'Hm.'}]}"),
                "{'type':'response.output_text.delta','output_index':0,'content_index':0,'delta':'Hello'}",
                done(0, MESSAGE),
                done(1, CALL),
                "{'type':'response.completed','response':{'status':'completed','output':["
                        + "{'id':'r9','type':'reasoning','content':[{'type':'output_text','text':'Hm.'}]},"
                        + MESSAGE.replace("'msg'", "'msg9'") + "," + CALL + "]}}");

        assertThat(heard).hasToString("Hello");
        assertThat(answer.message().text()).isEqualTo("Hello");
        assertThat(answer.message().content()).hasSize(4);
        assertThat(answer.message().toolCalls()).extracting(ToolCall::id).containsExactly("c1");
    }

    @Test
    void calls_that_all_have_the_same_number_are_told_apart_by_their_ids() throws IOException {
        String first = CALL.replace("c1", "c0").replace("'f'", "'g'");
        Answer answer = streamed(
                READER,
                added(0, first),
                added(0, CALL),
                "{'type':'response.function_call_arguments.delta','output_index':0,'delta':'{}'}",
                done(0, first),
                done(0, CALL),
                "{'type':'response.completed','response':{'status':'completed','output':[" + first + "," + CALL
                        + "]}}");

        assertThat(answer.message().toolCalls())
                .extracting(ToolCall::id, ToolCall::name, ToolCall::arguments)
                .containsExactly(tuple("c0", "g", "{\"x\": 1.0}"), tuple("c1", "f", "{\"x\": 1.0}"));
    }

    @Test
    void messages_that_all_have_the_same_number_are_told_apart_by_their_ends() throws IOException {
        Answer answer = streamed(
                READER,
                "{'type':'response.output_text.delta','output_index':0,'content_index':0,'delta':'Hello'}",
                done(0, MESSAGE),
                "{'type':'response.output_text.delta','output_index':0,'content_index':0,'delta':'you'}",
                done(0, MESSAGE.replace("Hello", "you").replace("'msg'", "'msg2'")),
                "{'type':'response.completed','response':{'status':'completed','output':[]}}");

        assertThat(answer.message().text()).isEqualTo("Helloyou");
    }

    @Test
    void calls_with_one_id_and_numbers_of_their_own_are_two() throws IOException {
        String end =
                "{'type':'response.completed','response':{'status':'completed','output':[" + CALL + "," + CALL + "]}}";

        assertThat(streamed(READER, added(0, CALL), done(0, CALL), added(1, CALL), done(1, CALL), end)
                        .message()
                        .toolCalls())
                .hasSize(2);
        assertThat(streamed(READER, end).message().toolCalls()).hasSize(2);
    }

    @Test
    void what_the_stream_began_and_did_not_end_is_filled_in_from_the_end() throws IOException {
        Answer answer = streamed(
                READER,
                "{'type':'response.output_text.delta','output_index':0,'content_index':0,'delta':'Hel'}",
                "{'type':'response.function_call_arguments.delta','output_index':1,'delta':'{'}",
                "{'type':'response.completed','response':{'status':'completed','output':[" + MESSAGE + "," + CALL + ","
                        + SEARCH + "]}}");

        Answer whole = whole(READER, "{'status':'completed','output':[" + MESSAGE + "," + CALL + "," + SEARCH + "]}");
        assertThat(answer.message().content())
                .containsExactlyInAnyOrderElementsOf(whole.message().content());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {'x': 1}                    | {"x":1}
            '{\\'x\\': 1}'              | {"x": 1}
            [1]                         | [1]
            null                        | ~~
            """)
    void arguments_may_be_an_object_or_the_text_of_one(String said, String read) throws IOException {
        String call = "{'type':'function_call','call_id':'c','name':'f','arguments':" + said + "}";
        String end = "{'type':'response.completed','response':{'output':[]}}";

        assertThat(arguments(whole(READER, "{'status':'completed','output':[" + call + "]}")))
                .isEqualTo(read);
        assertThat(arguments(streamed(READER, done(0, call), end))).isEqualTo(read);
        assertThat(arguments(streamed(READER, added(0, call), end))).isEqualTo(read);
    }

    @Test
    void the_end_of_an_item_takes_nothing_back_that_it_does_not_repeat() throws IOException {
        Answer answer = streamed(
                READER,
                "{'type':'response.reasoning_summary_text.delta','output_index':0,'delta':'Hm.'}",
                done(0, "{'type':'reasoning','encrypted_content':'c2VhbA=='}"),
                "{'type':'response.output_text.delta','output_index':1,'content_index':0,'delta':'Hello'}",
                done(1, MESSAGE.replace("Hello", "")),
                added(2, "{'type':'function_call','call_id':'c','name':'f'}"),
                "{'type':'response.function_call_arguments.delta','output_index':2,'delta':'{}'}",
                "{'type':'response.function_call_arguments.done','output_index':2,'arguments':''}",
                done(2, "{'type':'function_call','arguments':''}"),
                "{'type':'response.completed','response':{'output':[]}}");

        assertThat(answer.message().content()).element(0).isInstanceOfSatisfying(Content.Thinking.class, thinking -> {
            assertThat(thinking.text()).isEqualTo("Hm.");
            assertThat(thinking.redacted()).isFalse();
        });
        assertThat(answer.message().text()).isEqualTo("Hello");
        assertThat(answer.message().toolCalls())
                .extracting(ToolCall::id, ToolCall::name, ToolCall::arguments)
                .containsExactly(tuple("c", "f", "{}"));
    }

    @Test
    void a_call_that_was_cut_off_before_its_arguments_has_not_got_none() throws IOException {
        String call = "{'type':'function_call','call_id':'c','name':'f','arguments':'','status':'incomplete'}";
        String begun = call.replace("incomplete", "in_progress");
        String end = "{'type':'response.incomplete','response':{'status':'incomplete','output':[]}}";

        assertThat(arguments(streamed(READER, added(0, begun), done(0, call), end)))
                .isEqualTo("{");
        assertThat(arguments(streamed(READER, added(0, begun), end))).isEqualTo("{");
        assertThat(arguments(whole(READER, "{'status':'incomplete','output':[" + call + "]}")))
                .isEqualTo("{");
        assertThat(arguments(streamed(READER, added(0, begun), end.replace("incomplete", "completed"))))
                .isEmpty();
    }

    private static String arguments(Answer answer) {
        return answer.message().toolCalls().get(0).arguments();
    }

    private static String added(int index, String item) {
        return "{'type':'response.output_item.added','output_index':" + index + ",'item':" + item + "}";
    }

    private static String done(int index, String item) {
        return "{'type':'response.output_item.done','output_index':" + index + ",'item':" + item + "}";
    }

    @Test
    void what_is_no_answer_is_refused() {
        assertThatThrownBy(() -> whole(READER, "{'error':{'message':'no'}}")).isInstanceOf(ErrorAnswer.class);
        assertThatThrownBy(() -> whole(READER, "{}")).isInstanceOf(BadAnswer.class);
        assertThatThrownBy(() -> whole(READER, "{'status':'queued','output':[]}"))
                .isInstanceOf(BadAnswer.class)
                .hasMessageContaining("queued");
        assertThatThrownBy(() -> streamed(READER, "{'type':'error','error':{'message':'no'}}"))
                .isInstanceOf(ErrorAnswer.class);
        assertThatThrownBy(() -> streamed(
                        READER, "{'type':'response.failed','response':{'error':{'code':'rate_limit_exceeded'}}}"))
                .isInstanceOf(ErrorAnswer.class);
    }

    @Test
    void an_error_in_mid_stream_says_what_can_be_done_about_it() {
        assertThatThrownBy(() -> streamed(
                        READER, "{'type':'error','code':'rate_limit_exceeded','message':'Slow down.','param':null}"))
                .isInstanceOfSatisfying(
                        ErrorAnswer.class,
                        e -> assertThat(e.body().kind()).isEqualTo(ModelException.Kind.RATE_LIMITED));
    }
}
