package dev.agentharness.testkit;

import static dev.agentharness.model.ScriptedModel.calls;
import static dev.agentharness.model.ScriptedModel.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.Harness;
import dev.agentharness.Task;
import dev.agentharness.instruction.Instructions;
import dev.agentharness.model.Effect;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.tool.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Two versions side by side")
class SideBySideTest {

    private static final List<Scenario> SCENARIOS = List.of(
            new Scenario(
                    "refund",
                    Task.of("Refund order 7."),
                    () -> ScriptedModel.of(
                            calls("find", "{\"order\":7}"),
                            calls("pay", "{\"order\":7}"),
                            SideBySideTest::afterPaying)),
            new Scenario("greeting", Task.of("Say hello."), () -> ScriptedModel.of(says("Hello."))));

    @TempDir
    Path temp;

    private Instructions before;
    private Instructions after;

    /** A model that reads what became of its call. */
    private static dev.agentharness.model.ModelResponse afterPaying(dev.agentharness.model.ModelRequest request) {
        boolean refused = request.messages()
                .get(request.messages().size() - 1)
                .toolResults()
                .get(0)
                .error();
        return (refused
                        ? calls("escalate", "{\"question\":\"Who may pay?\"}")
                        : says("Order 7 is found.\nIt is paid back."))
                .to(request);
    }

    @BeforeEach
    void versions() throws IOException {
        before = version("1", "[find, pay]");
        after = version("2", "[find]");
    }

    private Instructions version(String version, String tools) throws IOException {
        Path folder = Files.createDirectories(temp.resolve(version));
        Files.writeString(
                folder.resolve("clerk.md"),
                "---\nname: clerk\nversion: " + version + "\nallowed-tools: " + tools + "\n---\nHelp.\n");
        return Instructions.builder(folder).spec("clerk.md").build();
    }

    private static Harness harness(ModelClient model, Instructions instructions) {
        return Harness.builder()
                .model(model)
                .tools(tool("find"), tool("pay"))
                .instructions(instructions)
                .build();
    }

    private static Tool tool(String name) {
        ToolSpec spec = ToolSpec.builder(name, "does it")
                .inputSchema("{\"type\":\"object\",\"properties\":{\"order\":{\"type\":\"integer\"}}}")
                .effect(Effect.READ_ONLY)
                .risk(Risk.NONE)
                .build();
        return Tool.of(spec, (input, context) -> ToolOutput.text("Done."));
    }

    @Test
    void are_the_same_when_they_are_one() {
        Comparison comparison =
                SideBySide.run(SCENARIOS, model -> harness(model, before), model -> harness(model, before));

        assertThat(comparison.isSame()).isTrue();
        assertThat(comparison.toString()).endsWith("0 of 2 scenarios differ\nrefund: the same\ngreeting: the same\n");
    }

    @Test
    void show_where_outcome_answer_calls_and_spend_differ() {
        Comparison comparison =
                SideBySide.run(SCENARIOS, model -> harness(model, before), model -> harness(model, after));

        assertThat(comparison.isSame()).isFalse();
        assertThat(comparison.differences())
                .extracting(Comparison.Pair::scenario)
                .containsExactly("refund");
        assertThat(comparison.toString())
                .contains("(clerk v1 ", "→ instructions ", "(clerk v2 ", "1 of 2 scenarios differ\nrefund: differs\n")
                .contains("""
                          outcome: completed → escalated (Who may pay?)
                          answer:
                            - Order 7 is found.
                            - It is paid back.
                          calls:
                              find {"order":7}
                            - pay {"order":7}
                            + pay {"order":7} → error: There is no tool 'pay'. There are: find, give_up, escalate, read_back.
                            + escalate {"question":"Who may pay?"}
                          spend: 3 turns, 2 tool calls,\
                        """)
                .contains("greeting: the same\n");
    }

    @Test
    void are_compared_by_the_fewest_lines() {
        assertThat(LineDiff.of(List.of("a", "b", "c", "d"), List.of("b", "x", "d", "e")))
                .containsExactly("- a", "  b", "- c", "+ x", "  d", "+ e");
        assertThat(LineDiff.of(List.of(), List.of("a"))).containsExactly("+ a");
    }
}
