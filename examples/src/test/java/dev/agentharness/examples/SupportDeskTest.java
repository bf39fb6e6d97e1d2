package dev.agentharness.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.agentharness.instruction.Instructions;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolResult;
import dev.agentharness.run.RunResult;
import dev.agentharness.run.Stamps;
import dev.agentharness.testkit.InstructionsAssert;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The support desk")
class SupportDeskTest {

    private static final Path FOLDER = Path.of(System.getProperty("harness.root"), "examples/instructions");

    private final Instructions instructions = SupportDesk.instructions(FOLDER);

    @Test
    void has_the_prompts_that_were_accepted() {
        InstructionsAssert.assertThat(instructions).matchesLock(FOLDER.resolve("instructions.lock"));
    }

    @Test
    void pays_nobody_back_whatever_the_model_says() {
        RunResult result = SupportDesk.answer(SupportDesk.hasty(), instructions, "I want my money back!");

        List<ToolResult> results = result.transcript().stream()
                .flatMap(message -> message.toolResults().stream())
                .toList();
        assertThat(result.isCompleted()).isTrue();
        assertThat(results.get(0).text()).contains("Do not blame the carrier.");
        assertThat(results.get(1).text()).isEqualTo("A17: sent on 3 November");
        assertThat(results.get(2).error()).isTrue();
        assertThat(results.get(2).text()).startsWith("There is no tool 'pay_back'.");
    }

    @Test
    void says_in_its_result_what_it_ran_under() {
        ScriptedModel model = ScriptedModel.of(ScriptedModel.says("Dear customer."));

        RunResult result = SupportDesk.answer(model, instructions, "Hello?");

        assertThat(result.stamps().sources())
                .extracting(Stamps.Source::name, Stamps.Source::version)
                .hasSize(5)
                .contains(tuple("acme-policy", "3"), tuple("support-desk", "2"), tuple("late-delivery", "1"));
        assertThat(model.requests().get(0).instructions())
                .contains("You answer letters to Acme.")
                .containsSubsequence("Sign with \"The support desk\".", "Sign with \"Refunds\"");
    }
}
