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
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.Usage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The reader of Chat Completions answers")
class ChatAnswerTest {

    @Test
    void reads_calls_that_run_through_each_other() throws IOException {
        assertThat(calls(
                        "[{'index':0,'id':'a','function':{'name':'f','arguments':''}}]",
                        "[{'index':1,'id':'b','function':{'name':'g','arguments':'{\\'y\\':'}}]",
                        "[{'index':0,'function':{'arguments':'{\\'x\\':'}},{'index':1,'function':{'arguments':'2}'}}]",
                        "[{'index':0,'function':{'arguments':'1}'}}]"))
                .containsExactly(new ToolCall("a", "f", "{\"x\":1}"), new ToolCall("b", "g", "{\"y\":2}"));
    }

    @Test
    void reads_calls_without_an_index() throws IOException {
        assertThat(calls(
                        "[{'id':'a','function':{'name':'f','arguments':'{'}}]",
                        "[{'function':{'arguments':'}'}}]",
                        "[{'id':'b','function':{'name':'f','arguments':'{}'}}]"))
                .containsExactly(new ToolCall("a", "f", "{}"), new ToolCall("b", "f", "{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "'index':null,", "'index':null,'id':null,", "'id':'',"})
    void gives_arguments_without_an_index_and_an_id_to_the_call_that_began_last(String nothing) throws IOException {
        assertThat(calls(
                        "[{'id':'a','type':'function','function':{'name':'read','arguments':''}}]",
                        "[{" + nothing + "'function':{'arguments':'{\\'p\\':'}}]",
                        "[{" + nothing + "'function':{'arguments':'1}'}}]",
                        "[{'id':'b','type':'function','function':{'name':'delete','arguments':''}}]",
                        "[{" + nothing + "'function':{'arguments':'{\\'p\\':'}}]",
                        "[{" + nothing + "'function':{'arguments':'2}'}}]"))
                .containsExactly(new ToolCall("a", "read", "{\"p\":1}"), new ToolCall("b", "delete", "{\"p\":2}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            'index':0, | 'index':1,
            ~~ | ~~
            """)
    void tells_calls_without_ids_apart_by_their_index_or_their_names(String first, String second) throws IOException {
        assertThat(calls(
                        "[{" + first + "'function':{'name':'read','arguments':''}}]",
                        "[{" + first + "'function':{'arguments':'{\\'p\\':'}}]",
                        "[{" + first + "'function':{'arguments':'1}'}}]",
                        "[{" + second + "'function':{'name':'delete','arguments':''}}]",
                        "[{" + second + "'function':{'arguments':'{\\'p\\':'}}]",
                        "[{" + second + "'function':{'arguments':'2}'}}]"))
                .containsExactly(
                        new ToolCall("call-1", "read", "{\"p\":1}"), new ToolCall("call-2", "delete", "{\"p\":2}"));
    }

    @Test
    void continues_the_later_of_two_calls_with_one_id() throws IOException {
        assertThat(calls(
                        "[{'id':'a','function':{'name':'f','arguments':'{}'}}]",
                        "[{'id':'a','function':{'name':'g','arguments':''}}]",
                        "[{'id':'a','function':{'arguments':'{\\'p\\':'}}]",
                        "[{'id':'a','function':{'arguments':'2}'}}]"))
                .containsExactly(new ToolCall("a", "f", "{}"), new ToolCall("call-2", "g", "{\"p\":2}"));
    }

    @Test
    void reads_calls_that_are_all_number_zero() throws IOException {
        assertThat(calls(
                        "[{'index':0,'id':'a','function':{'name':'f','arguments':'{}'}}]",
                        "[{'index':0,'id':'b','function':{'name':'f','arguments':'{}'}}]"))
                .containsExactly(new ToolCall("a", "f", "{}"), new ToolCall("b", "f", "{}"));
    }

    @Test
    void reads_a_name_that_comes_in_pieces_with_an_empty_id_or_a_type_in_each() throws IOException {
        assertThat(calls(
                        "[{'index':0,'id':'a','type':'function','function':{'name':'get','arguments':''}}]",
                        "[{'index':0,'id':'','type':'function','function':{'name':'_weather','arguments':'{}'}}]"))
                .containsExactly(new ToolCall("a", "get_weather", "{}"));
    }

    @Test
    void reads_calls_without_arguments_that_are_all_number_zero() throws IOException {
        assertThat(calls(
                        "[{'index':0,'type':'function','function':{'name':'f','arguments':''}}]",
                        "[{'index':0,'type':'function','function':{'name':'g','arguments':''}}]"))
                .extracting(ToolCall::name)
                .containsExactly("f", "g");
    }

    @Test
    void reads_a_call_with_a_fresh_id_in_every_piece() throws IOException {
        assertThat(calls(
                        "[{'index':0,'id':'a','function':{'name':'f','arguments':'{'}}]",
                        "[{'index':0,'id':'b','function':{'arguments':'}'}}]"))
                .containsExactly(new ToolCall("a", "f", "{}"));
    }

    @Test
    void reads_a_name_that_is_repeated_or_comes_in_pieces() throws IOException {
        assertThat(calls(
                        "[{'index':0,'id':'a','function':{'name':'get_'}}]",
                        "[{'index':0,'function':{'name':'sum','arguments':'{'}}]",
                        "[{'index':1,'id':'b','function':{'name':'f','arguments':'{'}}]",
                        "[{'index':1,'id':'b','function':{'name':'f','arguments':'}'}}]"))
                .containsExactly(new ToolCall("a", "get_sum", "{"), new ToolCall("b", "f", "{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"'1}'", "'1','}'", "'1}','','','\\n'", "'1','}',''", "'1}',' '"})
    void reads_one_call_where_its_name_is_repeated_with_each_piece(String rest) throws IOException {
        List<String> deltas = new ArrayList<>();
        deltas.add("[{'index':0,'id':'a','type':'function','function':{'name':'f','arguments':'{\\'p\\':'}}]");
        for (String piece : rest.split(",")) {
            deltas.add("[{'index':0,'type':'function','function':{'name':'f','arguments':" + piece + "}}]");
        }

        assertThat(calls(deltas.toArray(String[]::new)))
                .extracting(
                        ToolCall::id, ToolCall::name, call -> call.arguments().strip())
                .containsExactly(tuple("a", "f", "{\"p\":1}"));
    }

    @Test
    void reads_calls_of_one_tool_without_ids_that_are_all_number_zero() throws IOException {
        assertThat(calls(
                        "[{'index':0,'type':'function','function':{'name':'f','arguments':''}}]",
                        "[{'index':0,'function':{'arguments':'{\\'p\\':'}}]",
                        "[{'index':0,'function':{'arguments':'1}'}}]",
                        "[{'index':0,'type':'function','function':{'name':'f','arguments':''}}]",
                        "[{'index':0,'function':{'arguments':'{\\'p\\':'}}]",
                        "[{'index':0,'function':{'arguments':'2}'}}]",
                        "[{'index':0,'type':'function','function':{'name':'f','arguments':'{\\'p\\':3}'}}]"))
                .extracting(ToolCall::name, ToolCall::arguments)
                .containsExactly(tuple("f", "{\"p\":1}"), tuple("f", "{\"p\":2}"), tuple("f", "{\"p\":3}"));
    }

    @Test
    void reads_brackets_in_a_text_of_the_arguments_as_text() throws IOException {
        assertThat(calls(
                        "[{'index':0,'id':'a','function':{'name':'f','arguments':'{\\'p\\':\\'}\\\\'}}]",
                        "[{'index':0,'function':{'name':'f','arguments':'\\'}'}}]",
                        "[{'index':0,'function':{'name':'f','arguments':'\\'}'}}]",
                        "[{'index':0,'function':{'name':'f','arguments':''}}]"))
                .containsExactly(new ToolCall("a", "f", "{\"p\":\"}\\\"}\"}"));
    }

    @Test
    void reads_arguments_that_are_an_object() throws IOException {
        assertThat(calls("[{'id':'a','function':{'name':'f','arguments':{'x':1.50}}}]"))
                .containsExactly(new ToolCall("a", "f", "{\"x\":1.50}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            [1,2.50] | [1,2.50]
            [{'x':1}] | [{"x":1}]
            7 | 7
            true | true
            '[1]' | [1]
            'null' | null
            null | ~~
            {} | {}
            """)
    void keeps_arguments_of_any_form_as_they_are(String given, String kept) throws IOException {
        String calls = "[{'id':'a','function':{'name':'f','arguments':" + given + "}}]";

        assertThat(calls(calls)).containsExactly(new ToolCall("a", "f", kept));
        assertThat(whole(ChatAnswer::new, "{'choices':[{'message':{'tool_calls':" + calls + "}}]}")
                        .message()
                        .toolCalls())
                .containsExactly(new ToolCall("a", "f", kept));
    }

    @Test
    void keeps_a_null_and_blanks_that_are_a_piece_of_arguments() throws IOException {
        assertThat(calls(
                        "[{'index':0,'id':'a','function':{'name':'f','arguments':'{\\'x\\':'}}]",
                        "[{'index':0,'function':{'arguments':' '}}]",
                        "[{'index':0,'function':{'arguments':'null'}}]",
                        "[{'index':0,'function':{'arguments':'}'}}]"))
                .containsExactly(new ToolCall("a", "f", "{\"x\": null}"));
    }

    @Test
    void names_calls_whose_id_is_missing_or_taken() throws IOException {
        Assembly assembly = Answers.assembly(Requests.with(Message.assistant(List.of(new ToolCall("a", "f", "{}")))));
        Answer answer = streamed(
                new ChatAnswer(assembly),
                chunk("[{'index':0,'function':{'name':'f'}},{'index':1,'id':'a','function':{'name':'g'}},"
                        + "{'index':2,'id':'c','function':{'name':'h'}}]"));

        assertThat(answer.message().toolCalls()).extracting(ToolCall::id).containsExactly("call-2", "call-3", "c");
    }

    @Test
    void keeps_calls_of_a_whole_answer_apart_even_with_one_id() throws IOException {
        Answer answer = whole(
                ChatAnswer::new,
                "{'choices':[{'message':{'content':null,'tool_calls':["
                        + "{'id':'a','function':{'name':'f','arguments':'{}'}},"
                        + "{'id':'a','function':{'name':'g','arguments':'{}'}},7,{}]},'finish_reason':'stop'}]}");

        assertThat(answer.message().toolCalls())
                .containsExactly(
                        new ToolCall("a", "f", "{}"),
                        new ToolCall("call-2", "g", "{}"),
                        new ToolCall("call-3", "", ""));
        assertThat(answer.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
    }

    @Test
    void reads_a_text_once_that_is_repeated_beside_its_pieces() throws IOException {
        assertThat(heard(
                        "{'choices':[{'message':{'content':'There'},'delta':{'content':'There'}}]}",
                        "{'choices':[{'message':{'content':'There is'},'delta':{'content':' is'}}]}",
                        "{'choices':[{'message':{'content':'There is'},'delta':{'content':''}}]}"))
                .isEqualTo("There is");
    }

    @Test
    void reads_a_text_once_that_is_repeated_at_the_end() throws IOException {
        assertThat(heard(
                        "{'choices':[{'delta':{'role':'assistant'}}]}",
                        "{'choices':[{'delta':{'content':'Hi'}}]}",
                        "{'choices':[{'message':{'content':'Hi'},'finish_reason':'stop'}]}"))
                .isEqualTo("Hi");
    }

    @Test
    void reads_messages_where_there_are_no_pieces() throws IOException {
        assertThat(heard(
                        "{'choices':[{'message':{'content':'Hi'},'delta':{}}]}",
                        "{'choices':[{'message':{'content':' there'},'delta':{}}]}"))
                .isEqualTo("Hi there");
        assertThat(heard("{'choices':[{'delta':{'role':'assistant'}}]}", "{'choices':[{'message':{'content':'Hi'}}]}"))
                .isEqualTo("Hi");
    }

    @Test
    void reads_one_of_several_answers() throws IOException {
        assertThat(heard(
                        "{'choices':[{'index':1,'delta':{'content':'B'}}]}",
                        "{'choices':[{'index':0,'delta':{'content':'A'}}]}",
                        "{'choices':[{'index':1,'delta':{'content':'B'},'finish_reason':'stop'}]}"))
                .isEqualTo("A");
        assertThat(whole(
                                ChatAnswer::new,
                                "{'choices':[{'index':0,'message':{'content':'A'},'finish_reason':'stop'},"
                                        + "{'index':1,'message':{'content':'B'},'finish_reason':'stop'}]}")
                        .message()
                        .text())
                .isEqualTo("A");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "'index':1,"})
    void reads_an_answer_that_is_split_over_choices(String index) throws IOException {
        Answer answer = whole(
                ChatAnswer::new,
                "{'choices':[{'message':{'content':'Look.'},'finish_reason':'tool_calls'},{" + index
                        + "'message':{'tool_calls':[{'id':'a','function':{'name':'f','arguments':'{}'}}]},"
                        + "'finish_reason':'tool_calls'}]}");

        assertThat(answer.message().content()).containsExactly(new Content.Text("Look."), new ToolCall("a", "f", "{}"));
    }

    @Test
    void reads_reasoning_under_either_name_and_once() throws IOException {
        Answer answer = streamed(
                ChatAnswer::new,
                "{'choices':[{'delta':{'reasoning_content':'a','reasoning':'a'}}]}",
                "{'choices':[{'delta':{'reasoning':'b'}}]}",
                "{'choices':[{'delta':{'content':'c'}}]}");

        assertThat(answer.message().content())
                .containsExactly(new Content.Thinking("somebody", "ab", "", false), new Content.Text("c"));
    }

    @Test
    void reads_content_in_parts() throws IOException {
        Answer answer = whole(
                ChatAnswer::new,
                "{'choices':[{'message':{'content':[{'type':'thinking','thinking':[{'type':'text','text':'hm'}]},"
                        + "{'type':'text','text':'4'},{'type':'reference','ids':[1]}]}}]}");

        assertThat(answer.message().content())
                .containsExactly(
                        new Content.Thinking("somebody", "hm", "", false),
                        new Content.Text("4"),
                        new Content.Opaque("somebody", "reference", "{\"type\":\"reference\",\"ids\":[1]}"));
    }

    @Test
    void keeps_what_the_text_rests_on_as_it_was_said_last() throws IOException {
        String last = "'citations':['u','v'],'search_results':[{'url':'u'},{'url':'v'}]";
        Answer streamed = streamed(
                ChatAnswer::new,
                "{'choices':[{'delta':{'content':''}}],'citations':['u']}",
                "{'choices':[{'delta':{'content':'So.'}}],'citations':['u']}",
                "{'choices':[{'delta':{},'finish_reason':'stop'}]," + last + "}");
        Answer whole = whole(ChatAnswer::new, "{'choices':[{'message':{'content':'So.'}}]," + last + "}");
        Answer links = whole(ChatAnswer::new, "{'choices':[{'message':{'content':'So.'}}],'citations':['u']}");

        assertThat(streamed.message().content())
                .containsExactly(
                        new Content.Text("So."),
                        new Content.Opaque("somebody", "citations", "[{\"url\":\"u\"},{\"url\":\"v\"}]"));
        assertThat(whole.message()).isEqualTo(streamed.message());
        assertThat(links.message().content())
                .containsExactly(new Content.Text("So."), new Content.Opaque("somebody", "citations", "[\"u\"]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"content_filter", "stop"})
    void reads_a_refusal_as_text_and_as_a_reason(String word) throws IOException {
        Answer whole = whole(
                ChatAnswer::new,
                "{'choices':[{'message':{'content':null,'refusal':'No.'},'finish_reason':'" + word + "'}]}");
        Answer streamed = streamed(
                ChatAnswer::new,
                "{'choices':[{'delta':{'refusal':'No.'}}]}",
                "{'choices':[{'delta':{'refusal':null},'finish_reason':'" + word + "'}]}");

        for (Answer answer : List.of(whole, streamed)) {
            assertThat(answer.message().text()).isEqualTo("No.");
            assertThat(answer.finishReason()).isEqualTo(FinishReason.REFUSAL);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'prompt_tokens':10,'completion_tokens':5,'total_tokens':15} | 10 | 5 | 0 | 0
            {'prompt_tokens':10,'completion_tokens':5,'prompt_tokens_details':{'cached_tokens':99}} | 10 | 5 | 10 | 0
            {'prompt_tokens':10,'completion_tokens':5,'completion_tokens_details':{'reasoning_tokens':99}} | 10 | 5 | 0 | 5
            {'prompt_tokens':10,'completion_tokens':5,'total_tokens':35,'completion_tokens_details':{'reasoning_tokens':20}} | 10 | 25 | 0 | 20
            {'prompt_tokens':10,'total_tokens':15} | 10 | 5 | 0 | 0
            {'prompt_tokens':10,'completion_tokens':5,'prompt_tokens_details':null,'prompt_cache_hit_tokens':4} | 10 | 5 | 4 | 0
            {'prompt_tokens':10.0,'completion_tokens':5,'total_tokens':1e999999999} | 10 | 5 | 0 | 0
            """)
    void reads_usage_and_cuts_parts_down_to_their_whole(
            String usage, long input, long output, long cached, long reasoning) throws IOException {
        assertThat(streamed(ChatAnswer::new, "{'choices':[],'usage':" + usage + "}")
                        .usage())
                .contains(new Usage(input, output, cached, 0, 0, reasoning));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'prompt_tokens_details':{'cached_tokens':10,'cache_write_tokens':50}
            'prompt_tokens_details':{'cached_tokens':10,'cache_creation_tokens':50},'cache_creation_input_tokens':50
            'prompt_tokens_details':{'cached_tokens':10,'cache_creation_input_tokens':50}
            'cached_tokens':10,'cache_creation_input_tokens':50
            """, quoteCharacter = '~')
    void reads_what_was_written_to_a_cache_once(String details) throws IOException {
        assertThat(streamed(
                                ChatAnswer::new,
                                "{'choices':[],'usage':{'prompt_tokens':100,'completion_tokens':2," + details + "}}")
                        .usage())
                .contains(new Usage(100, 2, 10, 50, 0, 0));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            null
            {}
            7
            {'prompt_tokens':-1,'completion_tokens':5}
            {'prompt_tokens':10}
            {'prompt_tokens':1e999999999,'completion_tokens':5}
            {'prompt_tokens':'10','completion_tokens':5}
            """)
    void unknown_usage_is_not_zero(String usage) throws IOException {
        assertThat(streamed(ChatAnswer::new, "{'choices':[],'usage':" + usage + "}")
                        .usage())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            '' | false
            ' ' | false
            null | false
            '{' | false
            '{}' | true
            """)
    void is_done_without_a_reason_only_if_each_call_has_its_arguments(String arguments, boolean done)
            throws IOException {
        Answer answer = streamed(
                ChatAnswer::new,
                chunk("[{'index':0,'id':'a','function':{'name':'f','arguments':'{}'}},"
                        + "{'index':1,'id':'b','function':{'name':'g','arguments':" + arguments + "}}]"));

        if (done) {
            assertThat(streamed(answer, "[DONE]").isFinished()).isTrue();
        } else {
            assertThat(answer.isWhole()).isFalse();
            assertThatThrownBy(() -> streamed(answer, "[DONE]")).isInstanceOf(BadAnswer.class);
        }
    }

    @Test
    void is_done_with_a_call_without_arguments_once_there_is_a_reason() throws IOException {
        Answer answer = streamed(
                ChatAnswer::new,
                chunk("[{'index':0,'id':'a','function':{'name':'f','arguments':''}}]"),
                "{'choices':[{'delta':{},'finish_reason':'tool_calls'}]}",
                "[DONE]");

        assertThat(answer.isFinished()).isTrue();
        assertThat(answer.message().toolCalls()).containsExactly(new ToolCall("a", "f", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "stop,STOP",
        "STOP,STOP",
        "eos_token,STOP",
        "COMPLETE,STOP",
        "length,LENGTH",
        "model_length,LENGTH",
        "MAX_TOKENS,LENGTH",
        "content_filter,REFUSAL",
        "content_filter: RECITATION,REFUSAL",
        "RECITATION,REFUSAL",
        "SAFETY,REFUSAL",
        "PROHIBITED_CONTENT,REFUSAL",
        "sensitive,REFUSAL",
        "strange,OTHER"
    })
    void translates_the_reason_for_the_end(String word, FinishReason reason) throws IOException {
        Answer answer = streamed(ChatAnswer::new, "{'choices':[{'delta':{},'finish_reason':'" + word + "'}]}");

        assertThat(answer.finishReason()).isEqualTo(reason);
        assertThat(answer.details()).containsEntry("finish", word);
        assertThat(answer.isWhole()).isTrue();
        assertThat(answer.isFinished()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'choices':7}
            {'choices':[7,null]}
            {'choices':[{'delta':{'tool_calls':{'x':7},'content':{'type':7},'reasoning':[]}}]}
            {'choices':[{'delta':{'tool_calls':[{'index':1e999999999,'id':7,'function':7}]}}]}
            {'id':7,'model':{},'choices':[{'delta':null,'message':null,'finish_reason':7}]}
            []
            """)
    void takes_no_harm_from_other_shapes(String chunk) throws IOException {
        Answer answer = streamed(ChatAnswer::new, chunk);

        assertThat(answer.message()).isNotNull();
        assertThat(answer.isWhole()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "1001, TIMEOUT",
        "1002, RATE_LIMITED",
        "1004, AUTHENTICATION",
        "1008, QUOTA_EXHAUSTED",
        "1013, SERVER_ERROR",
        "2013, INVALID_REQUEST"
    })
    void an_error_in_place_of_choices_is_an_error(int code, ModelException.Kind kind) {
        String body = "{'choices':null,'base_resp':{'status_code':" + code + ",'status_msg':'login fail'}}";

        assertThatThrownBy(() -> whole(ChatAnswer::new, body)).isInstanceOfSatisfying(ErrorAnswer.class, e -> {
            assertThat(e.body().kind()).isEqualTo(kind);
            assertThat(e.body().message()).isEqualTo("login fail");
        });
        assertThatThrownBy(() -> whole(ChatAnswer::new, "{'choices':null,'base_resp':{'status_code':0}}"))
                .isInstanceOf(BadAnswer.class);
    }

    @Test
    void an_error_inside_a_choice_is_an_error() {
        assertThatThrownBy(() -> streamed(ChatAnswer::new, "{'choices':[{'error':{'code':502},'delta':{}}]}"))
                .isInstanceOf(ErrorAnswer.class);
    }

    /** What the listener heard, which is the text, too. */
    private static String heard(String... events) throws IOException {
        StringBuilder heard = new StringBuilder();
        Answer answer =
                streamed(new ChatAnswer(new Assembly("somebody", new CallIds(Requests.with()), heard::append)), events);
        assertThat(answer.message().text()).isEqualTo(heard.toString());
        return heard.toString();
    }

    private static List<ToolCall> calls(String... deltas) throws IOException {
        Answer answer = new ChatAnswer(Answers.assembly(Requests.with()));
        for (String delta : deltas) {
            streamed(answer, chunk(delta));
        }
        return answer.message().toolCalls();
    }

    private static String chunk(String calls) {
        return "{'choices':[{'delta':{'tool_calls':" + calls + "}}]}";
    }
}
