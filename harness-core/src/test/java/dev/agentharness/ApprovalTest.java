package dev.agentharness;

import static dev.agentharness.Fixtures.writing;
import static dev.agentharness.model.ScriptedModel.calls;
import static dev.agentharness.model.ScriptedModel.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.agentharness.Fixtures.Recorder;
import dev.agentharness.journal.InMemoryJournal;
import dev.agentharness.journal.Journal;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.permission.Approver;
import dev.agentharness.permission.PermissionPolicy;
import dev.agentharness.run.Decision;
import dev.agentharness.run.Layer;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunResult;
import dev.agentharness.run.RunState;
import dev.agentharness.run.Verdict;
import dev.agentharness.run.WaitingCall;
import dev.agentharness.tool.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A verdict")
class ApprovalTest {

    private static final String ANN = "{\"to\":\"Ann\",\"sum\":5}";
    private static final String BOB = "{\"to\":\"Bob\",\"sum\":5}";
    private static final PermissionPolicy RULES = (call, tool, state) -> call.arguments()
                    .contains("Mallory")
            ? Decision.deny("not to Mallory").on(Layer.DENY_RULE, "mallory")
            : Decision.ask("a payment").on(Layer.ASK_RULE, call.arguments().contains("9999") ? "large" : "payments");

    private final List<String> paid = new ArrayList<>();
    private final Tool pay = Tool.of(writing("pay").inputSchema("""
                            {"type":"object","properties":{"to":{"type":"string"}},"required":["to"]}""").build(), (input, context) -> {
        paid.add(input.string("to"));
        return ToolOutput.text("paid " + input.string("to"));
    });
    private final Journal journal = new InMemoryJournal();
    private final Recorder recorder = new Recorder();

    private Harness.Builder harness(ScriptedModel.Answer... script) {
        return Harness.builder()
                .model(ScriptedModel.of(script))
                .tools(pay)
                .permission(RULES)
                .journal(journal)
                .listener(recorder);
    }

    private RunResult waiting(String... arguments) {
        String[] calls = new String[arguments.length * 2];
        for (int i = 0; i < arguments.length; i++) {
            calls[2 * i] = "pay";
            calls[2 * i + 1] = arguments[i];
        }
        return harness(calls(calls)).build().run("x");
    }

    private static List<ToolCall> waitingIn(RunResult result) {
        return ((Outcome.Escalated) result.outcome())
                .request().waiting().stream().map(WaitingCall::call).toList();
    }

    private static String lastResult(RunResult result) {
        return result.transcript().get(2).toolResults().get(0).text();
    }

    @Test
    void may_change_the_arguments_and_the_model_is_told() {
        RunResult first = waiting(ANN);

        RunResult result = harness(says("Done.")).build().resume(first.runId(), Verdict.allowChanged("call-1", BOB));

        assertThat(paid).containsExactly("Bob");
        assertThat(lastResult(result))
                .isEqualTo("A person allowed this call with other arguments: " + BOB + "\npaid Bob");
        assertThat(recorder.events(RunEvent.PersonAnswered.class))
                .singleElement()
                .satisfies(event -> assertThat(event.verdict().changed()).contains(BOB));
    }

    @Test
    void that_changes_the_arguments_has_them_decided_on_anew() {
        RunResult first = waiting(ANN);

        RunResult result = harness(says("Done."))
                .build()
                .resume(first.runId(), Verdict.allowChanged("call-1", "{\"to\":\"Mallory\"}"));

        assertThat(paid).isEmpty();
        assertThat(lastResult(result)).endsWith("Denied: not to Mallory");
        assertThat(recorder.events(RunEvent.CallDecided.class)).hasSize(2);
    }

    @Test
    void that_changes_the_arguments_has_them_checked_anew() {
        RunResult first = waiting(ANN);

        RunResult result =
                harness(says("Done.")).build().resume(first.runId(), Verdict.allowChanged("call-1", "{\"sum\":1}"));

        assertThat(paid).isEmpty();
        assertThat(lastResult(result)).contains("The arguments lack to");
    }

    @Test
    void cannot_change_the_arguments_to_no_arguments() {
        assertThatIllegalArgumentException().isThrownBy(() -> Verdict.allowChanged("call-1", "Bob"));
    }

    @Test
    void may_hold_for_the_rest_of_the_run() {
        RunResult first = waiting(ANN, BOB);

        RunResult result = harness(calls("pay", "{\"to\":\"Eve\"}"), says("Done."))
                .build()
                .resume(first.runId(), Verdict.allowForRun("call-1"));

        assertThat(result.isCompleted()).isTrue();
        assertThat(paid).containsExactly("Ann", "Bob", "Eve");
        assertThat(recorder.events(RunEvent.CallDecided.class))
                .last()
                .satisfies(event -> assertThat(event.decision().layer()).isEqualTo(Layer.STANDING))
                .satisfies(event -> assertThat(event.decision().reason()).contains("call-1"));
        assertThat(RunState.replay(journal.read(result.runId())).transcript()).isEqualTo(result.transcript());
    }

    @Test
    void for_the_rest_of_the_run_is_no_answer_to_another_question() {
        RunResult first = waiting(ANN);

        RunResult result = harness(calls("pay", "{\"to\":\"Bob\",\"sum\":9999}"))
                .build()
                .resume(first.runId(), Verdict.allowForRun("call-1"));

        assertThat(waitingIn(result)).hasSize(1);
        assertThat(paid).containsExactly("Ann");
    }

    @Test
    void for_the_rest_of_the_run_does_not_outweigh_a_denial() {
        RunResult first = waiting(ANN);

        harness(calls("pay", "{\"to\":\"Mallory\"}"), says("Done."))
                .build()
                .resume(first.runId(), Verdict.allowForRun("call-1"));

        assertThat(paid).containsExactly("Ann");
    }

    @Test
    void for_the_rest_of_the_run_ends_with_the_run() {
        harness(calls("pay", ANN), says("Done."))
                .approver((call, tool, reason, state) -> Optional.of(Verdict.allowForRun(call.id())))
                .build()
                .run("x");

        assertThat(waitingIn(waiting(BOB))).hasSize(1);
    }

    @Test
    void for_the_rest_of_the_run_spares_a_person_the_calls_beside_it() {
        List<String> asked = new ArrayList<>();
        Approver person = (call, tool, reason, state) -> {
            asked.add(call.id());
            return Optional.of(Verdict.allowForRun(call.id()));
        };

        harness(calls("pay", ANN, "pay", BOB), says("Done."))
                .approver(person)
                .build()
                .run("x");

        assertThat(asked).containsExactly("call-1");
        assertThat(paid).containsExactly("Ann", "Bob");
    }

    @Test
    void binds_to_the_run() {
        RunResult one = waiting(ANN);
        RunResult other = waiting(ANN);
        Verdict verdict =
                Verdict.allow("call-1").boundTo(one.runId(), waitingIn(one).get(0));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> harness().build().resume(other.runId(), verdict))
                .withMessageContaining("another run");
        assertThat(paid).isEmpty();
    }

    @Test
    void binds_to_the_arguments() {
        RunResult first = waiting(ANN);
        Verdict verdict = Verdict.allow("call-1").boundTo(first.runId(), new ToolCall("call-1", "pay", BOB));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> harness().build().resume(first.runId(), verdict))
                .withMessageContaining("arguments");
        assertThat(paid).isEmpty();
    }

    @Test
    void counts_once() {
        RunResult first = waiting(ANN);
        Verdict verdict =
                Verdict.allow("call-1").boundTo(first.runId(), waitingIn(first).get(0));
        RunResult second = harness(calls("pay", ANN)).build().resume(first.runId(), verdict);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> harness().build().resume(first.runId(), verdict))
                .withMessageContaining("call-1");
        assertThat(waitingIn(second)).extracting(ToolCall::id).containsExactly("call-2");
        assertThat(paid).containsExactly("Ann");
    }

    @Test
    void is_recorded_with_what_it_was_given_on() {
        harness(calls("pay", ANN), says("Done."))
                .approver((call, tool, reason, state) -> Optional.of(Verdict.allow(call.id())))
                .build()
                .run("x");

        assertThat(recorder.events(RunEvent.PersonAnswered.class))
                .singleElement()
                .satisfies(event -> assertThat(event.verdict().binding()).isPresent());
    }

    /** A journal that somebody has written in: the call that was allowed is not the one that stands there. */
    @Test
    void does_not_carry_over_to_a_call_that_was_changed_in_the_journal() {
        RunResult first = waiting(ANN);
        Verdict forBob = Verdict.allow("call-1").boundTo(first.runId(), new ToolCall("call-1", "pay", BOB));
        journal.append(
                first.runId(),
                new RunEvent.Resumed(first.state().startedAt(), first.state().budget(), first.stamps(), ""));
        journal.append(first.runId(), new RunEvent.PersonAnswered(first.state().startedAt(), forBob));

        RunResult result = harness(says("Done.")).build().resume(first.runId());

        assertThat(paid).isEmpty();
        assertThat(lastResult(result)).contains("another call than this");
    }

    @Test
    void is_waited_for_without_asking_who_is_there_where_the_policy_says_so() {
        RunResult result = harness(calls("pay", ANN))
                .permission((call, tool, state) -> new Decision.Ask("unattended", true, Layer.MODE, ""))
                .approver((call, tool, reason, state) -> Optional.of(Verdict.allow(call.id())))
                .build()
                .run("x");

        assertThat(waitingIn(result)).hasSize(1);
        assertThat(paid).isEmpty();
    }

    @Test
    void is_not_asked_for_where_there_is_no_such_tool_and_that_is_a_decision() {
        harness(calls("раy", ANN), says("Done.")).build().run("x"); // the first two letters are Cyrillic

        assertThat(recorder.events(RunEvent.CallDecided.class))
                .singleElement()
                .satisfies(event -> assertThat(event.decision().layer()).isEqualTo(Layer.DECLARED));
        assertThat(paid).isEmpty();
    }
}
