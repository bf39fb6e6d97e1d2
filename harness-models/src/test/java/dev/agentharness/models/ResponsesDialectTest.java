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

@DisplayName("The Responses dialect")
class ResponsesDialectTest {

    private static final String ORIGIN = "openai.responses";
    private static final ToolSpec SUM = ToolSpec.builder("get-sum", "Adds.").build();

    private final Encoder dialect = new Encoder(
            new ResponsesDialect(
                    ModelSpec.builder("openai", "gpt").origin(ORIGIN).build(),
                    new ResponsesDialect.Habits(true, true, true),
                    ToolWords.NONE),
            Options.of(Map.of()));

    @Test
    void sends_all_that_stays_the_same_before_the_conversation() throws IOException {
        ModelRequest request = saying("Hi").toBuilder()
                .instructions("Be brief.")
                .tools(List.of(SUM))
                .toolChoice(ToolChoice.REQUIRED)
                .effort(Effort.LOW)
                .cacheKey("k")
                .outputSchema("{\"type\":\"string\"}")
                .maxOutputTokens(100)
                .build();

        assertThat(Requests.text(dialect, request))
                .isEqualTo(("{'model':'gpt','stream':true,'store':false,'include':['reasoning.encrypted_content'],"
                                + "'tools':[{'type':'function','name':'get-sum','description':'Adds.',"
                                + "'parameters':{'type':'object','properties':{}},'strict':false}],"
                                + "'text':{'format':{'type':'json_schema','name':'answer',"
                                + "'schema':{'type':'string'},'strict':false}},'instructions':'Be brief.',"
                                + "'input':[{'role':'user','content':'Hi'}],'max_output_tokens':100,"
                                + "'tool_choice':'required','reasoning':{'effort':'low'},'prompt_cache_key':'k'}")
                        .replace('\'', '"'));
    }

    @Test
    void sends_back_what_it_read_as_it_came() throws IOException {
        String output = "[{'id':'rs','type':'reasoning','summary':[],'encrypted_content':'c2VhbA=='},"
                + "{'id':'msg','type':'message','status':'completed','phase':'final_answer','role':'assistant',"
                + "'content':[{'type':'output_text','annotations':[{'start':1.50}],'text':'Hello'}]},"
                + "{'id':'ws','type':'web_search_call','status':'completed'},"
                + "{'id':'fc','type':'function_call','call_id':'c1','name':'f','arguments':'{}','namespace':'n'},"
                + "{'id':'cmp','type':'compaction','encrypted_content':'x'}]";
        Answer answer = Answers.whole(
                assembly -> new ResponsesAnswer(assembly, ORIGIN, false),
                "{'status':'completed','output':" + output + "}");
        Message read = answer.message();

        Message said = new Message(Role.ASSISTANT, ofOrigin(read));

        assertThat(encoded(dialect, with(said)).path("input")).isEqualTo(json(output));
    }

    @Test
    void sends_back_no_message_without_words_unless_reasoning_led_to_it() throws IOException {
        String empty = "{'type':'message','id':'m','content':[{'type':'output_text','text':''}]}";
        String call = "{'type':'function_call','call_id':'c1','name':'f','arguments':'{}'}";
        String reasoning = "{'id':'rs','type':'reasoning','summary':[],'encrypted_content':'c2VhbA=='}";
        String other = "{'type':'message','id':'m','content':[{'type':'output_audio','text':''}]}";

        assertThat(sentBack("[" + call + "," + empty + "]")).isEqualTo(json("[" + call + "]"));
        assertThat(sentBack("[" + other + "]")).isEqualTo(json("[" + other + "]"));
        assertThat(sentBack("[" + reasoning + "," + empty + "]")).isEqualTo(json("[" + reasoning + "," + empty + "]"));
    }

    @Test
    void sends_back_nothing_for_an_item_that_is_none() throws IOException {
        String call = "{'type':'function_call','call_id':'c1','name':'f','arguments':'{}'}";

        assertThat(sentBack("[null," + call + ",'x']")).isEqualTo(json("[" + call + "]"));
    }

    private JsonNode sentBack(String output) throws IOException {
        Message read = Answers.whole(
                        assembly -> new ResponsesAnswer(assembly, ORIGIN, false),
                        "{'status':'completed','output':" + output + "}")
                .message();
        return encoded(dialect, with(new Message(Role.ASSISTANT, ofOrigin(read))))
                .path("input");
    }

    /** The test's assembly is somebody's; here it is to be the dialect's own. */
    private static List<Content> ofOrigin(Message message) {
        return message.content().stream()
                .map(part -> part instanceof Content.Opaque opaque
                        ? new Content.Opaque(ORIGIN, opaque.type(), opaque.json())
                        : part instanceof Content.Thinking thinking
                                ? new Content.Thinking(
                                        ORIGIN, thinking.text(), thinking.signature(), thinking.redacted())
                                : part)
                .toList();
    }

    @Test
    void sends_nothing_that_is_another_providers() throws IOException {
        Message message = Message.assistant(List.of(
                new Content.Thinking("anthropic", "Hm.", "seal", false),
                new Content.Opaque("openai", "reference", "{}"),
                new Content.Text("Done."),
                new ToolCall("c", "f", "{}", Map.of("google/thoughtSignature", "s"))));

        assertThat(encoded(dialect, with(message)).path("input"))
                .isEqualTo(json("[{'role':'assistant','content':'Done.'},"
                        + "{'type':'function_call','call_id':'c','name':'f','arguments':'{}'}]"));
    }

    @Test
    void sends_ids_of_calls_that_are_too_long_shortened_and_still_different() throws IOException {
        String longest = "c".repeat(64);
        ModelRequest request = with(
                Message.assistant(List.of(
                        new ToolCall(longest, "f", "{}"),
                        new ToolCall(longest + ":0", "f", "{}"),
                        new ToolCall(longest + ":1", "f", "{}"))),
                Message.results(List.of(
                        ToolResult.of(longest, "1"),
                        ToolResult.of(longest + ":0", "2"),
                        ToolResult.of(longest + ":1", "3"))));

        List<String> ids = encoded(dialect, request).path("input").findValuesAsText("call_id");

        assertThat(ids.subList(0, 3))
                .startsWith(longest)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.length() <= 64);
        assertThat(ids.subList(3, 6)).isEqualTo(ids.subList(0, 3));
    }

    @Test
    void sends_results_with_pictures_and_one_message_for_all_the_rest() throws IOException {
        ModelRequest request = with(
                Message.results(List.of(
                        ToolResult.of("c1", "1"),
                        new ToolResult(
                                "c2",
                                List.of(
                                        new Content.Text("a cat"),
                                        new Content.Image("image/png", "data:image/png;base64,AAAA")),
                                false),
                        new ToolResult("c3", List.of(), false))),
                Message.user("And?"),
                new Message(
                        Role.USER,
                        List.of(
                                new Content.Document("a.pdf", "application/pdf", "data:application/pdf;base64,BBBB"),
                                new Content.Document("b.pdf", "application/pdf", "https://example.org/b.pdf"))));

        assertThat(encoded(dialect, request).path("input"))
                .isEqualTo(json("[{'type':'function_call_output','call_id':'c1','output':'1'},"
                        + "{'type':'function_call_output','call_id':'c2','output':["
                        + "{'type':'input_text','text':'a cat'},"
                        + "{'type':'input_image','detail':'auto','image_url':'data:image/png;base64,AAAA'}]},"
                        + "{'type':'function_call_output','call_id':'c3','output':''},"
                        + "{'role':'user','content':[{'type':'input_text','text':'And?'},"
                        + "{'type':'input_file','filename':'a.pdf','file_data':'data:application/pdf;base64,BBBB'},"
                        + "{'type':'input_file','file_url':'https://example.org/b.pdf'}]}]"));
    }
}
