package dev.agentharness.instruction;

import static dev.agentharness.model.ScriptedModel.calls;
import static dev.agentharness.model.ScriptedModel.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentharness.Harness;
import dev.agentharness.Session;
import dev.agentharness.Task;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.journal.InMemoryJournal;
import dev.agentharness.model.Effect;
import dev.agentharness.model.Message;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolResult;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunResult;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A harness with instructions")
class InstructedHarnessTest {

    private static final String HEAD = "---\nname: clerk\nversion: 1\n";

    private final List<String> called = new ArrayList<>();

    @TempDir
    Path temp;

    private Folder folder;

    @BeforeEach
    void folder() {
        folder = new Folder(temp);
    }

    private Tool tool(String name) {
        ToolSpec spec = ToolSpec.builder(name, "does it")
                .effect(Effect.READ_ONLY)
                .risk(Risk.NONE)
                .build();
        return Tool.of(spec, (input, context) -> {
            called.add(name);
            return ToolOutput.text("Done.");
        });
    }

    private Instructions spec(String lines) {
        return folder.with("clerk.md", HEAD + lines + "\n---\nAnswer letters.\n")
                .instructions()
                .spec("clerk.md")
                .build();
    }

    private Harness.Builder harness(ScriptedModel model, String lines) {
        return Harness.builder().model(model).tools(tool("read"), tool("write")).instructions(spec(lines));
    }

    private static List<ToolResult> results(RunResult result) {
        return result.transcript().stream()
                .flatMap(message -> message.toolResults().stream())
                .toList();
    }

    @Test
    void shows_the_model_its_prompt_and_stamps_the_run_with_the_files() {
        InMemoryJournal journal = new InMemoryJournal();
        ScriptedModel model = ScriptedModel.of(says("Dear customer."));
        Instructions instructions = spec("description: Writes");

        RunResult result = Harness.builder()
                .model(model)
                .instructions(instructions)
                .journal(journal)
                .build()
                .run("Answer.");

        RunEvent.Started started =
                (RunEvent.Started) journal.read(result.runId()).get(0);
        assertThat(model.requests().get(0).instructions()).isEqualTo(instructions.text());
        assertThat(result.stamps().instructions()).isEqualTo(instructions.sha256());
        assertThat(result.stamps().sources()).isEqualTo(instructions.sources()).hasSize(1);
        assertThat(started.stamps()).isEqualTo(result.stamps());
        assertThat(result.stamps().toString()).contains("clerk v1 ");
    }

    @Test
    void offers_only_the_tools_that_the_spec_allows_and_the_control_tools() {
        ScriptedModel model = ScriptedModel.of(says("Done."));

        harness(model, "allowed-tools: [read]").build().run("Answer.");

        assertThat(model.requests().get(0).tools())
                .extracting(ToolSpec::name)
                .containsExactly("read", "give_up", "escalate", "read_back");
    }

    @Test
    void answers_a_call_of_a_tool_that_is_not_allowed_with_an_error_and_never_makes_it() {
        ScriptedModel model = ScriptedModel.of(calls("write", "{}"), calls("read", "{}"), says("Done."));

        RunResult result = harness(model, "allowed-tools: [read]").build().run("Answer.");

        assertThat(called).containsExactly("read");
        assertThat(results(result)).extracting(ToolResult::error).containsExactly(true, false);
        assertThat(results(result).get(0).text()).startsWith("There is no tool 'write'.");
        assertThat(result.isCompleted()).isTrue();
    }

    /** The run was begun when the tool was still allowed, so that the offer in its first event has it. */
    @Test
    void does_not_make_a_call_that_a_resumed_run_was_once_allowed() {
        InMemoryJournal journal = new InMemoryJournal();
        String runId = harness(ScriptedModel.of(calls("read", "{}")), "allowed-tools: [read, write]")
                .journal(journal)
                .budget(Budget.of(Limit.turns(1)))
                .build()
                .run("Answer.")
                .runId();

        RunResult result = harness(ScriptedModel.of(calls("write", "{}"), says("Done.")), "allowed-tools: [read]")
                .journal(journal)
                .build()
                .resume(runId);

        assertThat(called).containsExactly("read");
        assertThat(results(result))
                .last()
                .satisfies(last -> assertThat(last.error()).isTrue());
    }

    @Test
    void allows_no_tool_by_an_empty_list_and_every_tool_without_a_list() {
        ScriptedModel none = ScriptedModel.of(says("x"));
        ScriptedModel all = ScriptedModel.of(says("x"));

        harness(none, "allowed-tools: []").controlTools(false).build().run("x");
        harness(all, "description: d").controlTools(false).build().run("x");

        assertThat(none.requests().get(0).tools()).isEmpty();
        assertThat(all.requests().get(0).tools())
                .extracting(ToolSpec::name)
                .containsExactly("read", "write", "read_back");
    }

    @Test
    void allows_what_each_of_two_specs_allows() {
        folder.with("a.md", "---\nname: a\nversion: 1\nallowed-tools: [read, write]\n---\n")
                .with("b.md", "---\nname: b\nversion: 1\nallowed-tools: [write]\n---\n")
                .with("c.md", "---\nname: c\nversion: 1\n---\n");

        ToolRegistry tools = folder.instructions()
                .spec("a.md")
                .spec("b.md")
                .spec("c.md")
                .build()
                .tools(ToolRegistry.of(List.of(tool("read"), tool("write"))));

        assertThat(tools.specs()).extracting(ToolSpec::name).containsExactly("write");
        assertThat(tools.find("read")).isEmpty();
    }

    @Test
    void has_another_tool_version_when_fewer_are_allowed() {
        ToolRegistry registry = ToolRegistry.of(List.of(tool("read"), tool("write")));

        assertThat(spec("allowed-tools: [read]").tools(registry).version()).startsWith(registry.version() + "/");
        assertThat(spec("description: d").tools(registry)).isSameAs(registry);
    }

    @Test
    void is_not_built_when_the_registry_lacks_an_allowed_tool() {
        assertThatThrownBy(() -> harness(ScriptedModel.of(), "allowed-tools:\n  - read\n  - raed")
                        .build())
                .isInstanceOf(InstructionException.class)
                .hasMessage("clerk.md:6: allows the tool 'raed', which is not there; there are [read, write]");
    }

    @Test
    void is_not_built_when_the_spec_relies_on_a_later_version_of_this_library() {
        assertThat(harness(ScriptedModel.of(), "requires: [harness >= 0.1]").build())
                .isNotNull();
        assertThatThrownBy(() -> harness(ScriptedModel.of(), "requires: [harness >= 7.2]")
                        .build())
                .isInstanceOf(InstructionException.class)
                .hasMessageStartingWith("clerk.md:4: requires harness 7.2 or later, and here is 0.");
    }

    @Test
    void is_not_built_when_the_spec_says_when_to_escalate_and_nobody_can() {
        assertThatThrownBy(() -> harness(ScriptedModel.of(), "escalate-when: [in doubt]")
                        .controlTools(false)
                        .build())
                .isInstanceOf(InstructionException.class)
                .hasMessageStartingWith("clerk.md:4: says when to escalate");
    }

    @Test
    void refuses_a_task_that_lacks_an_input_before_anything_is_asked() {
        ScriptedModel model = ScriptedModel.of(says("Done."));
        Harness harness =
                harness(model, "inputs: [letter that is to be answered]").build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> harness.run("Answer."))
                .withMessage(
                        "the task lacks the input 'letter' that the instructions ask for (that is to be answered)");
        assertThat(model.requests()).isEmpty();

        assertThat(harness.run(Task.builder("Answer.").input("letter", "Hello?").build())
                        .isCompleted())
                .isTrue();
    }

    @Test
    void asks_for_inputs_once_in_a_conversation() {
        ScriptedModel model = ScriptedModel.of(says("Dear customer."), says("Shorter."));
        Session session = harness(model, "inputs: [letter]").build().session(Budget.standard());

        session.run(Task.builder("Answer.").input("letter", "Hello?").build());

        assertThat(session.run("Shorter, please.").isCompleted()).isTrue();
    }

    @Test
    void asks_its_caller_for_the_inputs_when_it_is_a_tool() {
        ScriptedModel inner = ScriptedModel.of(says("Dear customer."));
        Tool clerk = harness(inner, "inputs: [letter that is to be answered]")
                .build()
                .asTool("clerk", "Answers a letter", Budget.standard());
        ScriptedModel outer = ScriptedModel.of(
                calls("clerk", "{\"task\":\"Answer.\"}"),
                calls("clerk", "{\"task\":\"Answer.\",\"letter\":\"Hello?\"}"),
                says("Sent."));

        RunResult result = Harness.builder().model(outer).tools(clerk).build().run("Go.");

        assertThat(results(result))
                .extracting(ToolResult::text)
                .satisfiesExactly(
                        lacking -> assertThat(lacking).startsWith("The arguments lack letter."),
                        done -> assertThat(done).isEqualTo("Dear customer."));
        assertThat(inner.requests().get(0).messages().get(0)).isEqualTo(Message.user("Answer.\n\nletter:\nHello?"));
    }

    @Test
    void hands_out_a_skill_when_the_model_asks_for_it() {
        folder.with(
                "skills/refunds/SKILL.md",
                "---\nname: refunds\ndescription: When money goes back\n---\nAsk first.\n" + "x".repeat(40_000) + "\n");
        ScriptedModel model = ScriptedModel.of(
                calls("load_skill", "{\"name\":\"refunds\"}", "load_skill", "{\"name\":\"returns\"}"), says("Done."));
        Instructions instructions = folder.with("clerk.md", HEAD + "allowed-tools: []\n---\n")
                .instructions()
                .spec("clerk.md")
                .skills("skills")
                .build();

        RunResult result = Harness.builder()
                .model(model)
                .tools(tool("read"))
                .instructions(instructions)
                .build()
                .run("x");

        assertThat(result.outcome()).isInstanceOf(Outcome.Completed.class);
        assertThat(results(result).get(0).text())
                .startsWith("<instructions kind=\"skill\" name=\"refunds\" file=\"skills/refunds/SKILL.md\"")
                .contains("Ask first.")
                .contains("x".repeat(40_000))
                .endsWith("</instructions>\n");
        assertThat(results(result).get(1)).satisfies(unknown -> {
            assertThat(unknown.error()).isTrue();
            assertThat(unknown.text()).isEqualTo("There is no skill 'returns'. There are: refunds.");
        });
    }

    @Test
    void is_not_built_when_a_tool_has_the_name_of_the_one_that_loads_skills() {
        folder.with("skills/a/SKILL.md", "---\nname: a\ndescription: d\n---\n").with("AGENTS.md", "x");
        Instructions instructions =
                folder.instructions().agents("").skills("skills").build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Harness.builder()
                        .model(ScriptedModel.of())
                        .tools(tool("load_skill"))
                        .instructions(instructions)
                        .build())
                .withMessageContaining("load_skill");
    }

    @Test
    void keeps_the_stamps_of_the_prompt_that_a_resumed_run_is_shown() {
        InMemoryJournal journal = new InMemoryJournal();
        RunResult begun = harness(ScriptedModel.of(calls("escalate", "{\"question\":\"May I?\"}")), "description: one")
                .journal(journal)
                .build()
                .run("x");
        ScriptedModel model = ScriptedModel.of(says("Done."));

        RunResult result =
                harness(model, "description: two").journal(journal).build().resume(begun.runId(), "Yes.");

        assertThat(model.requests().get(0).instructions())
                .contains(begun.stamps().instructions());
        assertThat(result.stamps()).isEqualTo(begun.stamps());
    }
}
