package dev.agentharness;

import static dev.agentharness.Fixtures.echo;
import static dev.agentharness.Fixtures.writing;
import static dev.agentharness.model.ScriptedModel.calls;
import static dev.agentharness.model.ScriptedModel.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.agentharness.Fixtures.Recorder;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.journal.InMemoryJournal;
import dev.agentharness.journal.Journal;
import dev.agentharness.model.Message;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.permission.PermissionPolicy;
import dev.agentharness.run.Decision;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunResult;
import dev.agentharness.run.Verdict;
import dev.agentharness.tool.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A permission policy")
class PermissionTest {

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
                .tools(echo(), pay)
                .journal(journal)
                .listener(recorder);
    }

    @Test
    void lets_reading_pass_and_asks_about_the_rest_by_default() {
        RunResult result = harness(calls("echo", "{\"text\":\"x\"}", "pay", "{\"to\":\"Bob\"}"))
                .build()
                .run("x");

        assertThat(paid).isEmpty();
        assertThat(result.outcome()).isInstanceOfSatisfying(Outcome.Escalated.class, escalated -> {
            assertThat(escalated.request().waiting())
                    .extracting(call -> call.name())
                    .containsExactly("pay");
            assertThat(escalated.request().question()).contains("Bob");
        });
        assertThat(result.transcript().get(2).toolResults())
                .extracting(done -> done.text())
                .containsExactly("x", "Not carried out: the run ended first.");
    }

    @Test
    void that_denies_is_heard_by_the_model() {
        RunResult result = harness(calls("pay", "{\"to\":\"Bob\"}"), says("Then not."))
                .permission((call, tool, state) -> Decision.deny("no payments on Sundays"))
                .build()
                .run("x");

        assertThat(result.answer()).isEqualTo("Then not.");
        assertThat(result.transcript().get(2).toolResults().get(0).text()).isEqualTo("Denied: no payments on Sundays");
        assertThat(paid).isEmpty();
        assertThat(recorder.events(RunEvent.CallDecided.class)).hasSize(1);
    }

    @Test
    void that_throws_has_denied() {
        harness(calls("pay", "{\"to\":\"Bob\"}"), says("Then not."))
                .permission((call, tool, state) -> {
                    throw new IllegalStateException("policy server down");
                })
                .build()
                .run("x");

        assertThat(paid).isEmpty();
        assertThat(recorder.events(RunEvent.CallDecided.class).get(0).decision())
                .isInstanceOf(Decision.Deny.class);
    }

    @Test
    void is_asked_about_every_call_of_a_sub_agent_too() {
        Harness inner = harness(calls("pay", "{\"to\":\"Bob\"}"), says("Then not."))
                .permission((call, tool, state) -> Decision.deny("never"))
                .build();

        Harness.builder()
                .model(ScriptedModel.of(calls("payer", "{\"task\":\"Pay Bob.\"}"), says("Done.")))
                .tools(inner.asTool("payer", "Pays.", Budget.of(Limit.turns(5))))
                .permission(PermissionPolicy.allowAll())
                .build()
                .run("x");

        assertThat(paid).isEmpty();
    }

    @Test
    void can_have_a_person_answer_at_once() {
        RunResult result = harness(calls("pay", "{\"to\":\"Ann\"}", "pay", "{\"to\":\"Bob\"}"), says("Done."))
                .approver((call, tool, reason, state) -> Optional.of(
                        call.arguments().contains("Ann")
                                ? Verdict.allow(call.id())
                                : Verdict.deny(call.id(), "Not Bob.")))
                .build()
                .run("x");

        assertThat(paid).containsExactly("Ann");
        assertThat(result.transcript().get(2).toolResults())
                .extracting(done -> done.text())
                .containsExactly("paid Ann", "A person denied this call. Not Bob.");
    }

    @Test
    void keeps_the_order_of_calls_around_one_that_waits() {
        harness(calls("pay", "{\"to\":\"Ann\"}", "pay", "{\"to\":\"Bob\"}"))
                .permission((call, tool, state) ->
                        call.arguments().contains("Ann") ? Decision.ask("first") : Decision.allow("second"))
                .build()
                .run("x");

        assertThat(paid).isEmpty();
    }

    @Test
    void lets_a_run_be_resumed_with_the_verdict() {
        RunResult waiting = harness(calls("pay", "{\"to\":\"Ann\"}", "pay", "{\"to\":\"Bob\"}"))
                .build()
                .run("x");

        RunResult result = harness(says("Done."))
                .build()
                .resume(waiting.runId(), Verdict.allow("call-1"), Verdict.deny("call-2", "Not Bob."));

        assertThat(result.answer()).isEqualTo("Done.");
        assertThat(paid).containsExactly("Ann");
        assertThat(result.spend().turns()).isEqualTo(2);
    }

    @Test
    void keeps_waiting_for_what_stayed_unanswered() {
        RunResult waiting = harness(calls("pay", "{\"to\":\"Ann\"}", "pay", "{\"to\":\"Bob\"}"))
                .build()
                .run("x");

        RunResult still = harness().build().resume(waiting.runId(), Verdict.allow("call-1"));

        assertThat(paid).containsExactly("Ann");
        assertThat(still.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Escalated.class,
                        escalated -> assertThat(escalated.request().waiting())
                                .extracting(call -> call.id())
                                .containsExactly("call-2"));
    }

    @Test
    void refuses_a_verdict_about_a_call_that_does_not_wait() {
        RunResult waiting = harness(calls("pay", "{\"to\":\"Ann\"}")).build().run("x");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> harness().build().resume(waiting.runId(), Verdict.allow("call-9")))
                .withMessageContaining("call-9")
                .withMessageContaining("[call-1]");
    }

    @Test
    void refuses_to_resume_a_run_nobody_knows() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> harness().build().resume("no-such-run"))
                .withMessageContaining("no-such-run");
    }

    @Test
    void lets_a_person_answer_what_the_model_asked() {
        RunResult asking = harness(calls("escalate", "{\"question\":\"Which Bob?\"}"))
                .build()
                .run("Pay Bob.");

        RunResult still = harness().build().resume(asking.runId());
        ScriptedModel model = ScriptedModel.of(says("Thanks."));
        RunResult result = Harness.builder()
                .model(model)
                .tools(echo(), pay)
                .journal(journal)
                .build()
                .resume(asking.runId(), "Bob Ray.");

        assertThat(still.outcome()).isEqualTo(asking.outcome());
        assertThat(result.answer()).isEqualTo("Thanks.");
        assertThat(model.requests().get(0).messages())
                .last()
                .extracting(Message::text)
                .isEqualTo("Bob Ray.");
    }

    @Test
    void refuses_words_where_verdicts_are_waited_for() {
        RunResult waiting = harness(calls("pay", "{\"to\":\"Ann\"}")).build().run("x");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> harness().build().resume(waiting.runId(), "Yes, do."))
                .withMessageContaining("[call-1]");
    }

    @Test
    void returns_the_result_of_a_run_that_has_completed() {
        RunResult done = harness(says("Done.")).build().run("x");

        RunResult again = harness().build().resume(done.runId());

        assertThat(again.outcome()).isEqualTo(done.outcome());
        assertThat(again.spend()).isEqualTo(done.spend());
    }

    @Test
    void refuses_to_go_on_after_a_violation() {
        RunResult violated = harness(calls("pay", "{\"to\":\"Ann\"}"))
                .permission((call, tool, state) -> Decision.violation("fraud"))
                .build()
                .run("x");

        assertThatIllegalStateException()
                .isThrownBy(() -> harness().build().resume(violated.runId()))
                .withMessageContaining("fraud");
    }

    @Test
    void has_no_second_driver_beside_it() {
        Journal.Lease lease = journal.lease("held");

        assertThatIllegalStateException()
                .isThrownBy(() -> harness().build().resume("held"))
                .withMessageContaining("held");
        lease.close();
    }

    @Test
    void never_repeats_silently_what_may_have_had_its_effect() {
        RunResult waiting = harness(calls("pay", "{\"to\":\"Ann\"}")).build().run("x");
        // The process dies after the call began: all that is left is the journal up to there.
        String runId = waiting.runId();
        journal.append(
                runId, new RunEvent.Resumed(waiting.state().startedAt(), Budget.standard(), waiting.stamps(), ""));
        journal.append(runId, new RunEvent.PersonAnswered(waiting.state().startedAt(), Verdict.allow("call-1")));
        journal.append(runId, new RunEvent.CallStarted(waiting.state().startedAt(), "call-1"));

        RunResult result = harness(says("I will look first.")).build().resume(runId);

        assertThat(paid).isEmpty();
        assertThat(result.transcript().get(2).toolResults().get(0).text())
                .contains("unknown whether it had its effect");
    }

    @Test
    void makes_a_call_again_after_a_crash_whose_service_knows_it_by_its_key() {
        List<String> keys = new ArrayList<>();
        Tool transfer = Tool.of(writing("transfer").idempotencyKeys(true).build(), (input, context) -> {
            keys.add(context.idempotencyKey());
            return ToolOutput.text("transferred");
        });
        Harness.Builder harness = Harness.builder().tools(transfer).permission(PermissionPolicy.allowAll());
        RunResult first = harness.model(ScriptedModel.of(calls("transfer", "{}"), says("Done.")))
                .journal(journal)
                .build()
                .run("x");
        Journal cut = cutAfterStart(first.runId());

        harness.model(ScriptedModel.of(says("Done again.")))
                .journal(cut)
                .build()
                .resume(first.runId());

        assertThat(keys).hasSize(2).containsOnly(first.runId() + "/call-1");
    }

    @Test
    void lets_reading_run_again_after_a_crash() {
        RunResult first = harness(calls("echo", "{\"text\":\"x\"}"), says("Done."))
                .build()
                .run("x");
        Journal cut = cutAfterStart(first.runId());

        RunResult result = harness(says("Done again.")).journal(cut).build().resume(first.runId());

        assertThat(result.answer()).isEqualTo("Done again.");
        assertThat(result.transcript().get(2).toolResults().get(0).text()).isEqualTo("x");
    }

    /** What a process leaves that dies when its first call has begun. */
    private Journal cutAfterStart(String runId) {
        Journal cut = new InMemoryJournal();
        for (RunEvent event : journal.read(runId)) {
            cut.append(runId, event);
            if (event instanceof RunEvent.CallStarted) {
                break;
            }
        }
        return cut;
    }
}
