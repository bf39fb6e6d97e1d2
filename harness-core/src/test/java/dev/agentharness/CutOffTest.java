package dev.agentharness;

import static dev.agentharness.Fixtures.reading;
import static dev.agentharness.model.ScriptedModel.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.model.Content;
import dev.agentharness.model.FinishReason;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.Usage;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunResult;
import dev.agentharness.tool.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A message that broke off")
class CutOffTest {

    private static final ToolCall FIRST = new ToolCall("1", "delete", "{\"path\":\"/tmp\"}");
    private static final ToolCall BARE = new ToolCall("2", "delete", "");
    private static final ToolCall SOUND = new ToolCall("2", "delete", "{\"path\":\"/home\"}");

    private final List<String> deleted = new ArrayList<>();

    @Test
    void at_the_output_cap_has_all_calls_carried_out_but_the_one_that_stands_last() {
        ScriptedModel model = ScriptedModel.of(
                ending(FinishReason.LENGTH, FIRST, SOUND), ending(FinishReason.LENGTH, BARE), says("Done."));

        RunResult result = run(model);

        assertThat(deleted).containsExactly("/tmp");
        assertThat(result.answer()).isEqualTo("Done.");
        assertThat(told(model)).hasSize(3).element(0).isEqualTo("deleted");
        assertThat(told(model).subList(1, 3)).allMatch(text -> text.contains("cut off at the output limit"));
    }

    @Test
    void at_the_output_cap_has_calls_carried_out_that_words_follow() {
        run(ScriptedModel.of(ending(FinishReason.LENGTH, FIRST, new Content.Text("And th")), says("Done.")));

        assertThat(deleted).containsExactly("/tmp");
    }

    @Test
    void by_a_refusal_has_no_call_carried_out() {
        RunResult result = run(ScriptedModel.of(
                ending(FinishReason.REFUSAL, new Content.Text("I must not."), FIRST, BARE), says("never asked")));

        assertThat(deleted).isEmpty();
        assertThat(result.outcome()).isEqualTo(new Outcome.Blocked("I must not."));
        assertThat(result.transcript().get(result.transcript().size() - 1).toolResults())
                .hasSize(2);
    }

    private RunResult run(ScriptedModel model) {
        Tool delete = Tool.of(reading("delete").build(), (input, context) -> {
            deleted.add(input.string("path"));
            return ToolOutput.text("deleted");
        });
        return Harness.builder().model(model).tools(delete).build().run("Tidy up.");
    }

    private static List<String> told(ScriptedModel model) {
        return model.requests().get(2).messages().stream()
                .flatMap(message -> message.toolResults().stream())
                .map(result -> result.text())
                .toList();
    }

    private static ScriptedModel.Answer ending(FinishReason reason, Content... content) {
        return request ->
                new ModelResponse(Message.assistant(List.of(content)), reason, Optional.of(Usage.of(10, 10)), Map.of());
    }
}
