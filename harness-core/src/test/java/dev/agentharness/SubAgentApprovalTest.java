package dev.agentharness;

import static dev.agentharness.Fixtures.reading;
import static dev.agentharness.Fixtures.writing;
import static dev.agentharness.Transcripts.flaws;
import static dev.agentharness.model.ScriptedModel.calls;
import static dev.agentharness.model.ScriptedModel.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.budget.Spend;
import dev.agentharness.journal.InMemoryJournal;
import dev.agentharness.journal.Journal;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ScriptedModel.Answer;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.permission.Approver;
import dev.agentharness.permission.Mode;
import dev.agentharness.permission.PermissionPolicy;
import dev.agentharness.permission.Permissions;
import dev.agentharness.permission.VerdictSeal;
import dev.agentharness.run.Decision;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunResult;
import dev.agentharness.run.RunState;
import dev.agentharness.run.Verdict;
import dev.agentharness.run.WaitingCall;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Each drive of a run has harnesses of its own, as after a restart; they share the journal and nothing else. */
@DisplayName("What a sub-agent asks a person")
class SubAgentApprovalTest {

    private static final Budget SHARE = Budget.of(Limit.turns(5)).closingShare(0);
    private static final String TASK = "{\"task\":\"Do it.\"}";
    private static final String ANN = "{\"to\":\"Ann\", \"sum\":5}";
    private static final String BOB = "{\"to\":\"Bob\", \"sum\":5}";
    private static final Set<String> COSTLY = Set.of("pay", "order");
    private static final PermissionPolicy ASK_ABOUT_MONEY = (call, tool, state) ->
            COSTLY.contains(tool.name()) ? Decision.ask("it costs") : Decision.allow("it costs nothing");

    private final List<String> done = new CopyOnWriteArrayList<>();
    private final Journal journal = new InMemoryJournal();
    private final Tool write = Tool.of(writing("write").build(), (input, context) -> {
        done.add("write");
        return ToolOutput.text("written");
    });
    private final Tool pay = pay(writing("pay"));
    private final Tool order = pay(reading("order")); // so that its sub-agents are carried out side by side

    private Tool pay(ToolSpec.Builder spec) {
        return Tool.of(spec.risk(Risk.FINANCIAL).build(), (input, context) -> {
            done.add("paid " + input.string("to"));
            return ToolOutput.text("paid " + input.string("to"));
        });
    }

    private Harness.Builder harness(Answer... script) {
        return Harness.builder()
                .model(ScriptedModel.of(script))
                .permission(ASK_ABOUT_MONEY)
                .journal(journal);
    }

    /** A payer, and one who has it called. */
    private Harness.Builder calling(Tool agent, Answer... script) {
        return harness(script).permission(PermissionPolicy.allowAll()).tools(agent);
    }

    private Tool payer(Answer... script) {
        return harness(script).tools(write, pay).build().asTool("payer", "pays", SHARE);
    }

    /** A run that waits because its sub-agent has written and now wants to pay Ann. */
    private RunResult waiting() {
        return calling(payer(calls("write", "{}"), calls("pay", ANN)), calls("payer", TASK))
                .build()
                .run("x");
    }

    /** Goes on with it in other harnesses. */
    private RunResult resumed(RunResult first, Verdict... verdicts) {
        return calling(payer(says("Paid.")), says("Done.")).build().resume(first.runId(), verdicts);
    }

    private static List<WaitingCall> asked(RunResult result) {
        assertThat(result.outcome()).isInstanceOf(Outcome.Escalated.class);
        return ((Outcome.Escalated) result.outcome()).request().waiting();
    }

    private static String told(RunResult result) {
        return result.transcript().get(2).toolResults().get(0).text();
    }

    private <T extends RunEvent> List<T> events(String runId, Class<T> type) {
        return journal.read(runId).stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    @Test
    void is_what_its_caller_waits_for() {
        RunResult first = waiting();

        assertThat(asked(first)).singleElement().satisfies(call -> {
            assertThat(call.runId()).isEqualTo(first.runId() + "/call-1");
            assertThat(call.agents()).containsExactly("payer");
            assertThat(call.name()).isEqualTo("pay");
            assertThat(call.arguments()).isEqualTo("{\"sum\":5,\"to\":\"Ann\"}");
            assertThat(call.reason()).isEqualTo("it costs");
        });
        assertThat(first.outcome().reason()).isEqualTo("May pay of sub-agent payer run with " + ANN + "? it costs");
        assertThat(first.partial().openTasks()).containsExactly("call call-1 of payer waits for a person");
        assertThat(flaws(first.transcript())).isEmpty();
        assertThat(told(first)).startsWith("Not finished: it waits for a person");
        assertThat(RunState.replay(journal.read(first.runId())).waiting()).isEqualTo(asked(first));
        assertThat(done).containsExactly("write");
    }

    @Test
    void lets_its_run_go_on_once_it_is_answered_and_repeats_nothing() {
        RunResult first = waiting();

        RunResult result = resumed(first, asked(first).get(0).allow());

        assertThat(result.answer()).isEqualTo("Done.");
        assertThat(told(result)).isEqualTo("Paid.");
        assertThat(done).containsExactly("write", "paid Ann");
        String below = first.runId() + "/call-1";
        assertThat(events(below, RunEvent.Started.class)).hasSize(1);
        assertThat(events(below, RunEvent.Resumed.class)).hasSize(1);
        assertThat(events(below, RunEvent.PersonAnswered.class)).hasSize(1);
        assertThat(RunState.replay(journal.read(first.runId())).messages())
                .isEqualTo(result.state().messages());
    }

    @Test
    void is_heard_of_by_the_sub_agents_model_if_it_is_denied() {
        RunResult first = waiting();
        ScriptedModel model = ScriptedModel.of(says("Not paid."));
        Tool agent = harness().model(model).tools(write, pay).build().asTool("payer", "pays", SHARE);

        RunResult result = calling(agent, says("Done."))
                .build()
                .resume(first.runId(), asked(first).get(0).deny("Ask Bob first."));

        assertThat(told(result)).isEqualTo("Not paid.");
        assertThat(model.requests().get(0).messages().toString()).contains("A person denied this call. Ask Bob first.");
        assertThat(done).containsExactly("write");
    }

    @Test
    void can_be_allowed_with_other_arguments() {
        RunResult first = waiting();

        resumed(first, asked(first).get(0).allowChanged(BOB));

        assertThat(done).containsExactly("write", "paid Bob");
    }

    @Test
    void can_be_allowed_for_the_rest_of_the_sub_agents_run() {
        RunResult first = waiting();
        Tool agent = payer(calls("pay", BOB), says("Paid."));

        RunResult result = calling(agent, says("Done."))
                .build()
                .resume(first.runId(), asked(first).get(0).allowForRun());

        assertThat(result.isCompleted()).isTrue();
        assertThat(done).containsExactly("write", "paid Ann", "paid Bob");
    }

    @Test
    void can_be_answered_by_a_sealed_verdict() {
        VerdictSeal seal = VerdictSeal.of(new byte[32], Duration.ofDays(3), Clock.systemUTC());
        RunResult first = waiting();
        String link = seal.seal(asked(first).get(0).allow());

        resumed(first, seal.open(link));

        assertThat(done).containsExactly("write", "paid Ann");
    }

    @Test
    void is_answered_by_no_verdict_about_another_call() {
        RunResult first = waiting();
        RunResult other = waiting();
        WaitingCall call = asked(first).get(0);
        ToolCall forBob = new ToolCall(call.id(), "pay", BOB);

        for (Verdict verdict : List.of(
                asked(other).get(0).allow(),
                Verdict.allow(call.id()).boundTo(first.runId(), call.call()),
                Verdict.allow(call.id()).boundTo(call.runId(), forBob))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> resumed(first, verdict))
                    .withMessageContaining("another run, tool or arguments");
        }
        assertThat(done).containsExactly("write", "write");
    }

    @Test
    void is_answered_by_no_verdict_that_does_not_say_whose_call_it_means() {
        RunResult first = waiting();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> resumed(first, Verdict.allow("call-2")))
                .withMessageContaining("is a sub-agent's");
    }

    @Test
    void is_answered_once() {
        Tool twice = payer(calls("pay", ANN));
        RunResult first = calling(twice, calls("payer", TASK)).build().run("x");
        Verdict verdict = asked(first).get(0).allow();
        RunResult second = calling(payer(calls("pay", ANN)), says("x")).build().resume(first.runId(), verdict);

        assertThatIllegalArgumentException().isThrownBy(() -> resumed(first, verdict));
        Verdict next = asked(second).get(0).allow();
        assertThatIllegalArgumentException().isThrownBy(() -> resumed(first, next, next));
        assertThat(asked(second)).extracting(WaitingCall::id).containsExactly("call-2");
        assertThat(done).containsExactly("paid Ann");
    }

    @Test
    void is_answered_although_the_process_died_before_the_sub_agent_heard_of_it() {
        RunResult first = waiting();
        Verdict verdict = asked(first).get(0).allow();
        journal.append(
                first.runId(),
                new RunEvent.Resumed(first.state().lastAt(), first.state().budget(), first.stamps(), ""));
        journal.append(first.runId(), new RunEvent.PersonAnswered(first.state().lastAt(), verdict));

        assertThatIllegalArgumentException().isThrownBy(() -> resumed(first, verdict));
        RunResult result = resumed(first);

        assertThat(result.isCompleted()).isTrue();
        assertThat(done).containsExactly("write", "paid Ann");
    }

    @Test
    void stays_waiting_while_it_is_unanswered() {
        Tool agent = payer(calls("pay", ANN, "pay", BOB));
        RunResult first = calling(agent, calls("payer", TASK)).build().run("x");

        RunResult second = resumed(first, asked(first).get(0).allow());
        RunResult third = resumed(second);
        RunResult last = resumed(third, asked(third).get(0).deny("No."));

        assertThat(asked(second)).extracting(WaitingCall::id).containsExactly("call-2");
        assertThat(asked(third)).isEqualTo(asked(second));
        assertThat(last.isCompleted()).isTrue();
        assertThat(done).containsExactly("paid Ann");
    }

    @Test
    void is_asked_again_by_an_approver_who_is_there_when_the_run_goes_on() {
        RunResult first = waiting();
        Approver person = (call, tool, reason, state) -> Optional.of(Verdict.allow(call.id()));

        RunResult result = calling(payer(says("Paid.")), says("Done."))
                .approver(person)
                .build()
                .resume(first.runId());

        assertThat(result.isCompleted()).isTrue();
        assertThat(done).containsExactly("write", "paid Ann");
    }

    @Test
    void waits_beside_what_the_caller_itself_must_ask() {
        Answer both = calls("payer", TASK, "pay", BOB);
        RunResult first = harness(both)
                .tools(payer(calls("pay", ANN)), pay)
                .approver((call, tool, reason, state) -> Optional.empty())
                .build()
                .run("x");
        assertThat(asked(first)).extracting(WaitingCall::id).containsExactly("call-1", "call-2");
        assertThat(asked(first)).extracting(WaitingCall::agents).containsExactly(List.of("payer"), List.of());

        RunResult result = harness(says("Done."))
                .tools(payer(says("Paid.")), pay)
                .build()
                .resume(
                        first.runId(),
                        asked(first).get(0).allow(),
                        asked(first).get(1).allow());

        assertThat(result.isCompleted()).isTrue();
        assertThat(done).containsExactly("paid Ann", "paid Bob");
    }

    @Test
    void keeps_nobody_from_being_asked_about_the_calls_beside_it() {
        RunResult first = harness(calls("payer", TASK, "pay", BOB))
                .tools(payer(calls("pay", ANN)), pay)
                .approver((call, tool, reason, state) ->
                        call.arguments().equals(BOB) ? Optional.of(Verdict.allow(call.id())) : Optional.empty())
                .build()
                .run("x");

        assertThat(asked(first)).extracting(WaitingCall::agents).containsExactly(List.of("payer"));
        assertThat(done).isEmpty();
    }

    @Test
    void comes_through_a_sub_agent_in_between() {
        RunResult first = calling(manager(payer(calls("write", "{}"), calls("pay", ANN)), calls("payer", TASK)))
                .model(ScriptedModel.of(calls("manager", TASK)))
                .build()
                .run("x");
        WaitingCall call = asked(first).get(0);

        RunResult result = calling(manager(payer(says("Paid.")), says("Managed.")), says("Done."))
                .build()
                .resume(first.runId(), call.allow());

        assertThat(call.runId()).isEqualTo(first.runId() + "/call-1/call-1");
        assertThat(call.agents()).containsExactly("manager", "payer");
        assertThat(told(result)).isEqualTo("Managed.");
        assertThat(done).containsExactly("write", "paid Ann");
    }

    private Tool manager(Tool agent, Answer... script) {
        return calling(agent, script).build().asTool("manager", "manages", SHARE);
    }

    @Test
    void waits_beside_what_other_sub_agents_ask() {
        Answer both = calls("first", TASK, "second", TASK);
        RunResult first =
                harness(both).tools(orderers(calls("order", ANN))).build().run("x");
        assertThat(asked(first)).extracting(call -> call.agents().get(0)).containsExactly("first", "second");

        RunResult second = harness()
                .tools(orderers(says("Ordered.")))
                .build()
                .resume(first.runId(), asked(first).get(1).allow());
        assertThat(asked(second)).containsExactly(asked(first).get(0));
        assertThat(done).containsExactly("paid Ann");

        RunResult third = harness(says("Done."))
                .tools(orderers(says("Not ordered.")))
                .build()
                .resume(first.runId(), asked(first).get(0).deny("No."));
        assertThat(third.transcript().get(2).toolResults())
                .extracting(result -> result.text())
                .containsExactly("Not ordered.", "Ordered.");
        assertThat(done).containsExactly("paid Ann");
    }

    /** Two who do the same. */
    private List<Tool> orderers(Answer script) {
        return List.of(
                harness(script).tools(order).build().asTool("first", "orders", SHARE),
                harness(script).tools(order).build().asTool("second", "orders", SHARE));
    }

    @Test
    void is_not_turned_away_when_it_is_answered_because_others_are_at_work() throws Exception {
        CountDownLatch firstIsThere = new CountDownLatch(1);
        List<Tool> before = orderers(calls("order", ANN));
        Tool second = new Around(before.get(1), () -> firstIsThere.await(10, TimeUnit.SECONDS));
        Tool first = new Around(before.get(0), () -> {}) {
            @Override
            public ToolOutput call(ToolInput input, ToolContext context) throws Exception {
                try {
                    return super.call(input, context);
                } finally {
                    firstIsThere.countDown();
                }
            }
        };
        RunResult waiting = harness(calls("first", TASK, "second", TASK))
                .tools(first, second)
                .subAgents(3, 1)
                .build()
                .run("x");

        RunResult result = harness(says("Done."))
                .tools(orderers(says("Ordered.")))
                .subAgents(3, 1)
                .build()
                .resume(
                        waiting.runId(),
                        asked(waiting).get(0).allow(),
                        asked(waiting).get(1).allow());

        assertThat(result.transcript().get(2).toolResults())
                .extracting(done -> done.text())
                .containsExactly("Ordered.", "Ordered.");
    }

    @Test
    void is_not_begun_anew_where_the_sub_agents_journal_has_lost_it() {
        RunResult first = waiting();
        Tool forgetful = harness(calls("write", "{}"))
                .journal(new InMemoryJournal())
                .tools(write, pay)
                .build()
                .asTool("payer", "pays", SHARE);

        RunResult result = calling(forgetful, says("Done."))
                .build()
                .resume(first.runId(), asked(first).get(0).allow());

        assertThat(told(result)).contains("has lost run " + first.runId() + "/call-1");
        assertThat(done).containsExactly("write");
    }

    @Test
    void is_no_question_but_a_denial_where_nobody_is_there_to_be_asked() {
        Tool agent = harness(calls("pay", ANN), says("I may not."))
                .tools(pay)
                .permission(Permissions.builder().mode(Mode.UNATTENDED).build())
                .build()
                .asTool("payer", "pays", SHARE);

        RunResult result =
                calling(agent, calls("payer", TASK), says("Done.")).build().run("x");

        assertThat(told(result)).isEqualTo("I may not.");
        assertThat(done).isEmpty();
    }

    @Test
    void waits_without_asking_who_is_there_where_the_callers_mode_says_so() {
        List<String> askedNow = new ArrayList<>();
        Tool agent = harness(calls("pay", ANN)).tools(pay).build().asTool("payer", "pays", SHARE);

        RunResult result = calling(agent, calls("payer", TASK))
                .permission((call, tool, state) -> tool.name().equals("pay")
                        ? Permissions.builder()
                                .mode(Mode.UNATTENDED_ESCALATE)
                                .build()
                                .decide(call, tool, state)
                        : Decision.allow("fine"))
                .approver((call, tool, reason, state) -> {
                    askedNow.add(call.id());
                    return Optional.of(Verdict.allow(call.id()));
                })
                .build()
                .run("x");

        assertThat(asked(result)).hasSize(1);
        assertThat(askedNow).isEmpty();
        assertThat(done).isEmpty();
    }

    @Test
    void in_words_is_for_its_callers_model() {
        Tool agent = payer(calls("escalate", "{\"question\":\"Which Ann?\",\"to\":\"sales\"}"));

        RunResult result =
                calling(agent, calls("payer", TASK), says("Done.")).build().run("x");

        assertThat(result.isCompleted()).isTrue();
        assertThat(told(result)).contains("(escalated)", "a question to sales: Which Ann?");
    }

    @Test
    void goes_on_with_its_caller_after_both_were_cancelled() throws Exception {
        Thread caller = Thread.currentThread();
        AtomicInteger looks = new AtomicInteger();
        Tool look = Tool.of(reading("look").build(), (input, context) -> {
            if (looks.incrementAndGet() == 1) {
                caller.interrupt();
                new CountDownLatch(1).await();
            }
            return ToolOutput.text("seen");
        });
        Harness.Builder asking = harness(calls("pay", ANN)).tools(pay, look);
        RunResult first = calling(asking.build().asTool("payer", "pays", SHARE), calls("payer", TASK))
                .build()
                .run("x");
        CountDownLatch released = new CountDownLatch(1);
        Harness.Builder looking = harness(calls("look", "{}")).tools(pay, look).journal(new Journal() {
            @Override
            public void append(String runId, RunEvent event) {
                journal.append(runId, event);
            }

            @Override
            public List<RunEvent> read(String runId) {
                return journal.read(runId);
            }

            @Override
            public Lease lease(String runId) {
                Lease lease = journal.lease(runId);
                return () -> {
                    lease.close();
                    released.countDown();
                };
            }
        });

        RunResult cancelled = calling(looking.build().asTool("payer", "pays", SHARE))
                .build()
                .resume(first.runId(), asked(first).get(0).allow());
        assertThat(Thread.interrupted()).isTrue();
        assertThat(released.await(10, TimeUnit.SECONDS)).isTrue();
        Harness.Builder ending = harness(says("Paid.")).tools(pay, look);
        RunResult result = calling(ending.build().asTool("payer", "pays", SHARE), says("Done."))
                .build()
                .resume(first.runId());

        assertThat(cancelled.outcome()).isEqualTo(new Outcome.Cancelled());
        assertThat(events(first.runId() + "/call-1", RunEvent.Ended.class))
                .extracting(ended -> ended.outcome().code())
                .containsExactly("escalated", "cancelled", "completed");
        assertThat(told(result)).isEqualTo("Paid.");
        assertThat(done).containsExactly("paid Ann");
    }

    @Nested
    @DisplayName("under a budget")
    class UnderABudget {

        @Test
        void costs_what_it_would_have_cost_with_an_answer_at_once() {
            Approver person = (call, tool, reason, state) -> Optional.of(Verdict.allow(call.id()));
            Spend atOnce = calling(
                            payer(calls("write", "{}"), calls("pay", ANN), says("Paid.")),
                            calls("payer", TASK),
                            says("Done."))
                    .approver(person)
                    .build()
                    .run("x")
                    .spend();
            RunResult first = waiting();
            RunResult idle = resumed(first);

            RunResult result = resumed(idle, asked(first).get(0).allow());

            assertThat(result.spend().withTime(Duration.ZERO)).isEqualTo(atOnce.withTime(Duration.ZERO));
            assertThat(result.state().drawn().get("payer").turns()).isEqualTo(3);
        }

        @Test
        void is_the_same_call_and_counts_once_against_a_limit_of_calls() {
            Budget three = Budget.of(Limit.toolCalls(3)); // the sub-agent, its writing, its payment
            RunResult first = calling(payer(calls("write", "{}"), calls("pay", ANN)), calls("payer", TASK))
                    .budget(three)
                    .build()
                    .run("x");

            RunResult result = calling(payer(says("Paid.")), says("Done."))
                    .budget(three)
                    .build()
                    .resume(first.runId(), asked(first).get(0).allow());

            assertThat(result.isCompleted()).isTrue();
            assertThat(done).containsExactly("write", "paid Ann");
        }

        @Test
        void has_what_is_left_of_its_share() {
            RunResult first = waiting();
            Tool tireless = harness(
                            calls("write", "{}"), calls("write", "{}"), calls("write", "{}"), calls("write", "{}"))
                    .tools(write, pay)
                    .build()
                    .asTool("payer", "pays", SHARE);

            RunResult result = calling(tireless, says("Done."))
                    .build()
                    .resume(first.runId(), asked(first).get(0).allow());

            assertThat(told(result)).contains("budget_exhausted", "5 turns");
            assertThat(result.state().drawn().get("payer").turns()).isEqualTo(5);
        }

        @Test
        void has_what_is_left_of_its_callers() {
            Budget four = Budget.of(Limit.turns(4)).closingShare(0);
            RunResult first = calling(payer(calls("write", "{}"), calls("pay", ANN)), calls("payer", TASK))
                    .budget(four)
                    .build()
                    .run("x");

            RunResult result = calling(payer(calls("write", "{}"), says("never said")), says("never said"))
                    .budget(four)
                    .build()
                    .resume(first.runId(), asked(first).get(0).allow());

            assertThat(result.outcome()).isInstanceOf(Outcome.BudgetExhausted.class);
            assertThat(result.spend().turns()).isEqualTo(4);
            assertThat(done).containsExactly("write", "paid Ann", "write");
        }
    }

    @Nested
    @DisplayName("through a tool around it")
    class ThroughAToolAroundIt {

        @Test
        void waits_also_where_that_says_something_else() {
            Tool agent = payer(calls("pay", ANN));
            Tool around = Tool.of(agent.spec(), (input, context) -> {
                agent.call(input, context);
                return ToolOutput.text("All is well.");
            });
            RunResult first = calling(around, calls("payer", TASK)).build().run("x");

            RunResult result = calling(payer(says("Paid.")), says("Done."))
                    .build()
                    .resume(first.runId(), asked(first).get(0).allow());

            assertThat(told(result)).isEqualTo("Paid.");
            assertThat(done).containsExactly("paid Ann");
        }

        @Test
        void waits_for_each_of_several_that_it_calls() {
            RunResult first = calling(fanningOut(calls("pay", ANN)), calls("payer", TASK))
                    .build()
                    .run("x");
            assertThat(asked(first))
                    .extracting(WaitingCall::runId)
                    .containsExactly(first.runId() + "/call-1-a", first.runId() + "/call-1-b");

            RunResult second = calling(fanningOut(says("Paid.")))
                    .build()
                    .resume(first.runId(), asked(first).get(0).allow());
            RunResult third = calling(fanningOut(says("Paid.")), says("Done."))
                    .build()
                    .resume(first.runId(), asked(first).get(1).allow());

            assertThat(asked(second)).containsExactly(asked(first).get(1));
            assertThat(told(third)).isEqualTo("Paid. Paid.");
            assertThat(third.state().drawn().get("payer").turns()).isEqualTo(4);
            assertThat(done).hasSize(2);
        }

        @Test
        void draws_once_what_one_took_that_it_did_not_call_for_a_while() {
            Tool both = fanningOut(calls("pay", ANN));
            RunResult first = calling(both, calls("payer", TASK)).build().run("x");
            Tool one = payer();
            Tool only = Tool.of(one.spec(), (input, context) -> one.call(input, part(context, "a")));

            RunResult second = calling(only).build().resume(first.runId());
            RunResult third = calling(fanningOut(says("x"))).build().resume(first.runId());

            assertThat(asked(second)).containsExactly(asked(first).get(0));
            assertThat(asked(third)).isEqualTo(asked(first));
            assertThat(third.spend().withTime(Duration.ZERO))
                    .isEqualTo(first.spend().withTime(Duration.ZERO));
        }

        private Tool fanningOut(Answer script) {
            Tool one = payer(script);
            Tool other = payer(script);
            return Tool.of(
                    one.spec(),
                    (input, context) -> ToolOutput.text(text(one.call(input, part(context, "a"))) + " "
                            + text(other.call(input, part(context, "b")))));
        }

        private static ToolContext part(ToolContext context, String name) {
            return new ToolContext(
                    context.runId(),
                    context.callId() + "-" + name,
                    context.deadline(),
                    context.budget(),
                    context.taintedBy(),
                    context.notes(),
                    context.authority());
        }

        private static String text(ToolOutput output) {
            return ((dev.agentharness.model.Content.Text) output.content().get(0)).text();
        }
    }

    /** A tool around a tool that passes on what it is asked. */
    private static class Around implements Tool {
        private final Tool tool;
        private final Before before;

        Around(Tool tool, Before before) {
            this.tool = tool;
            this.before = before;
        }

        private interface Before {
            void call() throws InterruptedException;
        }

        @Override
        public ToolSpec spec() {
            return tool.spec();
        }

        @Override
        public boolean canGoOn(String idempotencyKey) {
            return tool.canGoOn(idempotencyKey);
        }

        @Override
        public ToolOutput call(ToolInput input, ToolContext context) throws Exception {
            before.call();
            return tool.call(input, context);
        }
    }
}
