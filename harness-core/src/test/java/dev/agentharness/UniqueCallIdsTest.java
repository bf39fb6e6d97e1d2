package dev.agentharness;

import static dev.agentharness.Fixtures.echo;
import static dev.agentharness.model.ScriptedModel.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.model.FinishReason;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolResult;
import dev.agentharness.model.Usage;
import dev.agentharness.run.RunResult;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A call's id")
class UniqueCallIdsTest {

    @Test
    void is_given_anew_where_the_model_used_it_in_an_earlier_turn() {
        RunResult result = run(called("a", "one"), called("b", "two"), called("a", "three"), says("Done."));

        assertThat(ids(result)).doesNotHaveDuplicates().startsWith("a", "b").hasSize(3);
        assertThat(results(result)).containsExactly("one", "two", "three");
    }

    @Test
    void is_given_anew_where_two_calls_of_a_message_share_it_or_have_none() {
        RunResult result = run(called("a", "one", "a", "two", "", "three", "", "four"), says("Done."));

        assertThat(ids(result))
                .doesNotHaveDuplicates()
                .doesNotContain("")
                .startsWith("a")
                .hasSize(4);
        assertThat(results(result)).containsExactly("one", "two", "three", "four");
    }

    @Test
    void stays_where_it_is_new() {
        assertThat(ids(run(called("a", "one"), called("b", "two"), says("Done."))))
                .containsExactly("a", "b");
    }

    private static RunResult run(ScriptedModel.Answer... answers) {
        RunResult result = Harness.builder()
                .model(ScriptedModel.of(answers))
                .tools(echo())
                .build()
                .run("Say them all.");
        assertThat(result.isCompleted()).isTrue();
        return result;
    }

    /** Calls by their ids and what they say, in turn. */
    private static ScriptedModel.Answer called(String... idsAndWords) {
        List<ToolCall> calls = Stream.iterate(0, i -> i < idsAndWords.length, i -> i + 2)
                .map(i -> new ToolCall(idsAndWords[i], "echo", "{\"text\":\"" + idsAndWords[i + 1] + "\"}"))
                .toList();
        return request ->
                ModelResponse.of(Message.assistant(calls), FinishReason.TOOL_CALLS, new Usage(10, 10, 0, 0, 0, 0));
    }

    private static List<String> ids(RunResult result) {
        return result.transcript().stream()
                .flatMap(message -> message.toolCalls().stream())
                .map(ToolCall::id)
                .toList();
    }

    private static List<String> results(RunResult result) {
        return result.transcript().stream()
                .flatMap(message -> message.toolResults().stream())
                .map(ToolResult::text)
                .toList();
    }
}
