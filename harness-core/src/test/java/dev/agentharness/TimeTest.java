package dev.agentharness;

import static dev.agentharness.Fixtures.echo;
import static dev.agentharness.Fixtures.writing;
import static dev.agentharness.model.ScriptedModel.calls;
import static dev.agentharness.model.ScriptedModel.fails;
import static dev.agentharness.model.ScriptedModel.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.budget.Budget;
import dev.agentharness.budget.BudgetTracker;
import dev.agentharness.budget.Limit;
import dev.agentharness.journal.InMemoryJournal;
import dev.agentharness.journal.Journal;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.permission.PermissionPolicy;
import dev.agentharness.recovery.RecoveryPolicy;
import dev.agentharness.run.Decision;
import dev.agentharness.run.Failure;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunResult;
import dev.agentharness.run.Verdict;
import dev.agentharness.tool.Tool;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The time of a run")
class TimeTest {

    private final ManualClock clock = new ManualClock();

    @Test
    void interrupts_a_model_that_knows_nothing_of_it() {
        ModelClient silent = new ModelClient() {
            @Override
            public ModelSpec spec() {
                return ModelSpec.builder("test", "silent").build();
            }

            @Override
            public ModelResponse generate(ModelRequest request, ModelListener listener) throws InterruptedException {
                new CountDownLatch(1).await();
                throw new AssertionError("never gets here");
            }
        };
        Limit limit = Limit.time(Duration.ofMillis(50));

        RunResult result =
                Harness.builder().model(silent).budget(Budget.of(limit)).build().run("x");

        assertThat(result.outcome()).isEqualTo(new Outcome.BudgetExhausted("run", limit));
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void limits_a_request_also_when_recording_it_took_all_that_was_left() {
        ScriptedModel model = ScriptedModel.of(says("Done."));

        Harness.builder()
                .model(model)
                .clock(clock)
                .listener((runId, event) -> {
                    if (event instanceof RunEvent.ModelAsked) {
                        clock.advance(Duration.ofMinutes(6));
                    }
                })
                .budget(Budget.of(Limit.time(Duration.ofMinutes(5))))
                .build()
                .run("x");

        assertThat(model.requests().get(0).timeout()).contains(Duration.ofMinutes(5));
    }

    @Test
    void interrupts_nothing_where_there_is_no_limit() {
        PermissionPolicy slow = (call, tool, state) -> {
            CountDownLatch rung = new CountDownLatch(1);
            Alarm.PROCESS.after(0, rung::countDown); // behind whatever was due before
            rung.await();
            return Decision.allow("it is late");
        };

        RunResult result = Harness.builder()
                .model(ScriptedModel.of(calls("echo", "{\"text\":\"x\"}"), says("Done.")))
                .tools(echo())
                .permission(slow)
                .budget(Budget.of(Limit.turns(5)))
                .build()
                .run("x");

        assertThat(result.answer()).isEqualTo("Done.");
        assertThat(result.transcript().get(2).toolResults().get(0).text()).isEqualTo("x");
    }

    @Test
    void does_not_go_by_while_a_person_is_asked() {
        Tool pay = Tool.of(writing("pay").build(), (input, context) -> ToolOutput.text("paid"));

        RunResult result = Harness.builder()
                .model(ScriptedModel.of(calls("pay", "{}"), says("Done.")))
                .tools(pay)
                .clock(clock)
                .approver((call, tool, reason, state) -> {
                    clock.advance(Duration.ofHours(1));
                    return Optional.of(Verdict.allow(call.id()));
                })
                .budget(Budget.of(Limit.time(Duration.ofMinutes(5))))
                .build()
                .run("x");

        assertThat(result.answer()).isEqualTo("Done.");
        assertThat(result.spend().time()).isZero();
    }

    @Test
    void does_not_go_by_between_an_end_and_a_resume_unless_told() {
        assertThat(timeOfResumedRun(Budget.of(Limit.time(Duration.ofMinutes(5)))))
                .isZero();
        assertThat(timeOfResumedRun(Budget.of(Limit.time(Duration.ofHours(5))).downtimeCounts(true)))
                .isEqualTo(Duration.ofHours(1));
    }

    private Duration timeOfResumedRun(Budget budget) {
        Journal journal = new InMemoryJournal();
        Tool pay = Tool.of(writing("pay").build(), (input, context) -> ToolOutput.text("paid"));
        Harness.Builder harness =
                Harness.builder().tools(pay).clock(clock).journal(journal).budget(budget);
        RunResult waiting =
                harness.model(ScriptedModel.of(calls("pay", "{}"))).build().run("x");
        clock.advance(Duration.ofHours(1));

        RunResult result =
                harness.model(ScriptedModel.of(says("Done."))).build().resume(waiting.runId(), Verdict.allow("call-1"));

        assertThat(result.answer()).isEqualTo("Done.");
        return result.spend().time();
    }

    @Test
    void of_a_session_goes_by_only_while_a_task_runs() {
        Session session = Harness.builder()
                .model(ScriptedModel.of(says("1"), says("2")))
                .clock(clock)
                .build()
                .session(Budget.of(Limit.time(Duration.ofMinutes(5))));

        session.run("x");
        clock.advance(Duration.ofDays(1));
        RunResult second = session.run("y");

        assertThat(second.answer()).isEqualTo("2");
        assertThat(session.spent().time()).isZero();
    }

    @Test
    void is_not_waited_away_when_the_provider_asks_for_more_of_it_than_there_is() {
        ScriptedModel.Answer limited = request -> {
            throw new ModelException(ModelException.Kind.RATE_LIMITED, "later", 429, Duration.ofHours(1), null);
        };
        ScriptedModel model = ScriptedModel.of(calls("echo", "{\"text\":\"1\"}"), limited, says("closing"));
        Limit limit = Limit.time(Duration.ofMinutes(5));

        RunResult result = Harness.builder()
                .model(model)
                .tools(echo())
                .budget(Budget.of(limit))
                .build()
                .run("x");

        assertThat(result.outcome()).isEqualTo(new Outcome.BudgetExhausted("run", limit));
        assertThat(model.requests())
                .as("no closing turn before the wait is over")
                .hasSize(2);
    }

    @Test
    @Timeout(60)
    void is_not_slept_away_for_a_day_because_a_provider_asks_for_it() {
        ScriptedModel.Answer limited = request -> {
            throw new ModelException(ModelException.Kind.RATE_LIMITED, "later", 429, Duration.ofDays(1), null);
        };

        RunResult result = Harness.builder()
                .model(ScriptedModel.of(limited))
                .budget(Budget.of(Limit.tokens(100_000)))
                .build()
                .run("x");

        assertThat(result.outcome())
                .isEqualTo(new Outcome.Failed(
                        new Failure("model.rate_limited", "later (it may be asked again after PT24H)")));
    }

    @Test
    void waits_are_between_what_the_provider_asks_and_what_grows() {
        RecoveryPolicy policy = RecoveryPolicy.exponential(5, Duration.ofSeconds(1));

        RunResult result = Harness.builder()
                .model(ScriptedModel.of(fails(ModelException.Kind.OVERLOADED, "busy"), says("Here.")))
                .recovery(policy)
                .random(() -> 0L) // the least of all waits
                .build()
                .run("x");

        assertThat(result.answer()).isEqualTo("Here.");
    }

    @Test
    void of_a_tenant_goes_by_while_a_session_of_it_is_idle() {
        BudgetTracker tenant = BudgetTracker.root("tenant", Budget.of(Limit.time(Duration.ofMinutes(5))), clock);
        Harness harness =
                Harness.builder().model(ScriptedModel.of()).within(tenant).build();
        Session session = harness.session(Budget.of(Limit.turns(5)));

        clock.advance(Duration.ofMinutes(4));

        assertThat(tenant.spent().time()).isEqualTo(Duration.ofMinutes(4));
        assertThat(session.spent().time()).isZero();
    }

    @Test
    void of_a_tenant_goes_by_while_one_of_its_runs_asks_a_person() {
        BudgetTracker tenant = BudgetTracker.root("tenant", Budget.of(Limit.time(Duration.ofHours(5))), clock);
        Session session =
                asking(says("Done.")).within(tenant).build().session(Budget.of(Limit.time(Duration.ofMinutes(5))));

        RunResult result = session.run("x");

        assertThat(result.answer()).isEqualTo("Done.");
        assertThat(result.spend().time()).isZero();
        assertThat(session.spent().time()).isZero();
        assertThat(tenant.spent().time()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void is_not_up_when_its_sub_agent_has_asked_a_person_for_long() {
        Tool agent = asking(says("Paid.")).build().asTool("agent", "pays", Budget.of(Limit.turns(5)));

        RunResult result = asking(says("Done."))
                .model(ScriptedModel.of(calls("agent", "{\"task\":\"Pay.\"}"), says("Done.")))
                .tools(agent)
                .permission((call, tool, state) ->
                        tool.name().equals("pay") ? Decision.ask("it pays") : Decision.allow("fine"))
                .budget(Budget.of(Limit.time(Duration.ofMinutes(5))))
                .build()
                .run("x");

        assertThat(result.answer()).isEqualTo("Done.");
    }

    /** Pays first, about which a person takes an hour to answer. */
    private Harness.Builder asking(ScriptedModel.Answer last) {
        Tool pay = Tool.of(writing("pay").build(), (input, context) -> ToolOutput.text("paid"));
        return Harness.builder()
                .model(ScriptedModel.of(calls("pay", "{}"), last))
                .tools(pay)
                .clock(clock)
                .approver((call, tool, reason, state) -> {
                    clock.advance(Duration.ofHours(1));
                    return Optional.of(Verdict.allow(call.id()));
                });
    }
}
