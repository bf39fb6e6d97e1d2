package dev.agentharness;

import static dev.agentharness.Fixtures.echo;
import static dev.agentharness.Fixtures.reading;
import static dev.agentharness.model.ScriptedModel.calls;
import static dev.agentharness.model.ScriptedModel.fails;
import static dev.agentharness.model.ScriptedModel.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentharness.Fixtures.Recorder;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.BudgetTracker;
import dev.agentharness.budget.Limit;
import dev.agentharness.budget.Spend;
import dev.agentharness.context.ContextBuilder;
import dev.agentharness.journal.InMemoryJournal;
import dev.agentharness.journal.Journal;
import dev.agentharness.journal.JournalException;
import dev.agentharness.model.Artefact;
import dev.agentharness.model.FinishReason;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.Price;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.Usage;
import dev.agentharness.permission.PermissionPolicy;
import dev.agentharness.recovery.Backoff;
import dev.agentharness.recovery.RecoveryPolicy;
import dev.agentharness.run.Decision;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.OutputType;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunListener;
import dev.agentharness.run.RunResult;
import dev.agentharness.run.RunState;
import dev.agentharness.tool.Tool;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A harness")
class HarnessTest {

    private final Recorder recorder = new Recorder();

    private Harness.Builder harness(ScriptedModel.Answer... script) {
        return Harness.builder().model(ScriptedModel.of(script)).listener(recorder);
    }

    @Test
    void answers_a_task() {
        RunResult result = harness(says("Hello.")).build().run("Say hello.");

        assertThat(result.outcome()).isEqualTo(new Outcome.Completed("Hello."));
        assertThat(result.answer()).isEqualTo("Hello.");
        assertThat(result.spend().turns()).isEqualTo(1);
        assertThat(recorder.text()).isEqualTo("Hello.");
    }

    @Test
    void shows_the_model_what_its_tools_said() {
        ScriptedModel model = ScriptedModel.of(calls("echo", "{\"text\":\"ping\"}"), says("It said ping."));

        RunResult result = Harness.builder().model(model).tools(echo()).build().run("Ping it.");

        assertThat(result.answer()).isEqualTo("It said ping.");
        assertThat(model.requests().get(1).messages())
                .last()
                .satisfies(message ->
                        assertThat(message.toolResults().get(0).text()).isEqualTo("ping"));
        assertThat(result.spend().toolCalls()).isEqualTo(1);
    }

    @Test
    void extends_each_request_by_the_next() {
        ScriptedModel model =
                ScriptedModel.of(calls("echo", "{\"text\":\"1\"}"), calls("echo", "{\"text\":\"2\"}"), says("Done."));

        Harness.builder().model(model).tools(echo()).build().run("Count.");

        List<Message> last = model.requests().get(2).messages();
        assertThat(last.subList(0, 3)).isEqualTo(model.requests().get(1).messages());
        assertThat(last.subList(0, 1)).isEqualTo(model.requests().get(0).messages());
    }

    @Test
    void gives_the_same_state_when_its_journal_is_replayed() {
        Journal journal = new InMemoryJournal();

        RunResult result = harness(calls("echo", "{\"text\":\"x\"}", "nothing", "{}"), says("Done."))
                .tools(echo())
                .journal(journal)
                .build()
                .run("Do it.");

        RunState replayed = RunState.replay(journal.read(result.runId()));
        assertThat(journal.read(result.runId())).isEqualTo(recorder.events());
        assertThat(replayed.transcript()).isEqualTo(result.transcript());
        assertThat(replayed.spend()).isEqualTo(result.spend());
        assertThat(replayed.outcome()).contains(result.outcome());
    }

    @Test
    void has_finite_limits_and_says_which() {
        Harness harness = harness(says("x")).build();

        harness.run("x");

        assertThat(harness.toString()).contains("50 turns").contains("500000 tokens");
        assertThat(recorder.events(RunEvent.Started.class).get(0).budget()).isEqualTo(Budget.standard());
    }

    @Test
    void stamps_what_it_runs_under() {
        RunResult one = harness(says("x")).instructions("Be brief.").build().run("x");
        RunResult other = harness(says("x")).instructions("Be long.").build().run("x");

        assertThat(one.stamps().model()).isEqualTo("scripted/scripted");
        assertThat(one.stamps().policy()).isEqualTo("ask-unless-read-only");
        assertThat(one.stamps().harness()).startsWith("0.");
        assertThat(one.stamps().instructions()).isNotEqualTo(other.stamps().instructions());
        assertThat(one.stamps().tools()).isEqualTo(other.stamps().tools());
    }

    @Nested
    @DisplayName("is not built")
    class Building {

        @Test
        void without_a_model() {
            assertThatIllegalStateException()
                    .isThrownBy(() -> Harness.builder().build())
                    .withMessageContaining("model");
        }

        @Test
        void with_a_dollar_limit_on_a_model_without_a_price() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            harness().budget(Budget.of(Limit.dollars("10"))).build())
                    .withMessageContaining("scripted/scripted")
                    .withMessageContaining("$10");
        }

        @Test
        void with_two_tools_of_one_name() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> harness().tools(echo(), echo()).build())
                    .withMessageContaining("'echo'");
        }

        @Test
        void with_a_tool_that_takes_a_name_of_its_own() {
            Tool submit = Tool.of(reading("submit").build(), (input, context) -> ToolOutput.text(""));

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> harness().tools(submit).build())
                    .withMessageContaining("'submit'");
        }
    }

    @Nested
    @DisplayName("under a budget")
    class UnderABudget {

        @Test
        void keeps_an_answer_that_spent_the_last_of_it() {
            RunResult result = harness(says("Done."))
                    .budget(Budget.of(Limit.turns(1)))
                    .build()
                    .run("x");

            assertThat(result.outcome()).isEqualTo(new Outcome.Completed("Done."));
        }

        @Test
        void stops_before_the_turn_that_does_not_fit() {
            RunResult result = harness(calls("echo", "{\"text\":\"x\"}"), calls("echo", "{\"text\":\"y\"}"))
                    .tools(echo())
                    .budget(Budget.of(Limit.turns(2)).closingShare(0))
                    .build()
                    .run("x");

            assertThat(result.outcome()).isEqualTo(new Outcome.BudgetExhausted("run", Limit.turns(2)));
            assertThat(result.spend().turns()).isEqualTo(2);
            assertThat(result.outcome().isResumable()).isTrue();
        }

        @Test
        void makes_no_call_whose_worst_case_does_not_fit() {
            ScriptedModel model = ScriptedModel.of();

            RunResult result = Harness.builder()
                    .model(model)
                    .budget(Budget.of(Limit.tokens(60)))
                    .build()
                    .run("x");

            assertThat(result.outcome()).isEqualTo(new Outcome.BudgetExhausted("run", Limit.tokens(60)));
            assertThat(model.requests()).isEmpty();
        }

        @Test
        void caps_the_output_to_what_is_left() {
            ScriptedModel model = ScriptedModel.of(says("Short."));

            Harness.builder()
                    .model(model)
                    .controlTools(false)
                    .budget(Budget.of(Limit.tokens(500)))
                    .build()
                    .run("x");

            RunEvent.ModelAsked asked = asked(model);
            assertThat(asked.maxOutputTokens()).isBetween(400, 499);
            assertThat(asked.reserved().tokens()).isEqualTo(500);
        }

        private RunEvent.ModelAsked asked(ScriptedModel model) {
            assertThat(model.requests()).hasSize(1);
            ScriptedModel again = ScriptedModel.of(says("Short."));
            Harness.builder()
                    .model(again)
                    .controlTools(false)
                    .budget(Budget.of(Limit.tokens(500)))
                    .listener(recorder)
                    .build()
                    .run("x");
            assertThat(again.requests().get(0).maxOutputTokens())
                    .isEqualTo(model.requests().get(0).maxOutputTokens());
            return recorder.events(RunEvent.ModelAsked.class).get(0);
        }

        @Test
        void counts_dollars_to_the_last_digit() {
            ModelSpec priced = ModelSpec.builder("scripted", "priced")
                    .price(Price.perMillion("3", "15"))
                    .build();
            ScriptedModel model = ScriptedModel.of(
                    priced,
                    request -> ModelResponse.of(Message.assistant("x"), FinishReason.STOP, Usage.of(1_000, 100)));

            RunResult result = Harness.builder()
                    .model(model)
                    .budget(Budget.of(Limit.dollars("1")))
                    .build()
                    .run("x");

            assertThat(result.spend().dollars()).isEqualByComparingTo("0.0045");
        }

        @Test
        void books_the_worst_case_when_the_provider_reports_no_usage() {
            ScriptedModel model = ScriptedModel.of(request ->
                    new ModelResponse(Message.assistant("x"), FinishReason.STOP, Optional.empty(), java.util.Map.of()));

            RunResult result =
                    Harness.builder().model(model).listener(recorder).build().run("x");

            assertThat(result.spend().tokens())
                    .isEqualTo(recorder.events(RunEvent.ModelAsked.class)
                            .get(0)
                            .reserved()
                            .tokens());
        }

        @Test
        void tells_the_model_which_calls_no_longer_fit() {
            RunResult result = harness(
                            calls("echo", "{\"text\":\"1\"}", "echo", "{\"text\":\"2\"}", "echo", "{\"text\":\"3\"}"))
                    .tools(echo())
                    .budget(Budget.of(Limit.toolCalls(2)).closingShare(0))
                    .build()
                    .run("x");

            assertThat(result.outcome()).isEqualTo(new Outcome.BudgetExhausted("run", Limit.toolCalls(2)));
            assertThat(result.spend().toolCalls()).isEqualTo(2);
            assertThat(result.transcript().get(2).toolResults())
                    .extracting(done -> done.text())
                    .containsExactly("1", "2", "Not carried out: the limit of 2 tool calls is reached.");
        }

        @Test
        void warns_host_and_model_at_the_threshold() {
            ScriptedModel model = ScriptedModel.of(calls("echo", "{\"text\":\"1\"}"), says("Done."));

            Harness.builder()
                    .model(model)
                    .tools(echo())
                    .budget(Budget.of(Limit.turns(2)).warnAt(0.5))
                    .listener(recorder)
                    .build()
                    .run("x");

            assertThat(recorder.events(RunEvent.BudgetWarned.class))
                    .extracting(RunEvent.BudgetWarned::limit)
                    .contains(Limit.turns(2));
            List<Message> second = model.requests().get(1).messages();
            assertThat(second.get(second.size() - 1).text()).contains("50 % of 2 turns");
            assertThat(second.subList(0, 1)).isEqualTo(model.requests().get(0).messages());
        }

        @Test
        void stops_when_the_time_is_up() {
            ManualClock clock = new ManualClock();
            Tool slow = Tool.of(reading("slow").build(), (input, context) -> {
                clock.advance(Duration.ofMinutes(6));
                return ToolOutput.text("late");
            });

            RunResult result = harness(calls("slow", "{}"), says("never asked"))
                    .tools(slow)
                    .clock(clock)
                    .budget(Budget.of(Limit.time(Duration.ofMinutes(5))))
                    .build()
                    .run("x");

            assertThat(result.outcome())
                    .isEqualTo(new Outcome.BudgetExhausted("run", Limit.time(Duration.ofMinutes(5))));
            assertThat(result.spend().time()).isEqualTo(Duration.ofMinutes(6));
        }
    }

    @Nested
    @DisplayName("ends")
    class Endings {

        @Test
        void blocked_when_the_model_gives_up() {
            RunResult result = harness(calls("give_up", "{\"reason\":\"The file does not exist.\"}"))
                    .build()
                    .run("Read it.");

            assertThat(result.outcome()).isEqualTo(new Outcome.Blocked("The file does not exist."));
        }

        @Test
        void escalated_when_the_model_asks_for_a_person() {
            RunResult result = harness(calls("escalate", "{\"question\":\"Which vendor?\",\"to\":\"owner\"}"))
                    .build()
                    .run("Do it.");

            assertThat(result.outcome())
                    .isInstanceOfSatisfying(
                            Outcome.Escalated.class,
                            escalated ->
                                    assertThat(escalated.request().question()).isEqualTo("Which vendor?"));
        }

        @Test
        void as_a_violation_when_the_policy_says_so() {
            RunResult result = harness(calls("echo", "{\"text\":\"x\"}"))
                    .tools(echo())
                    .permission((call, tool, state) -> Decision.violation("never echo"))
                    .build()
                    .run("x");

            assertThat(result.outcome()).isEqualTo(new Outcome.PolicyViolated("echo", "never echo"));
            assertThat(result.spend().toolCalls()).isZero();
        }

        @Test
        void stalled_when_turns_repeat_and_nothing_changes() {
            ScriptedModel.Answer again = calls("echo", "{\"text\":\"x\"}");

            RunResult result = harness(again, again, again, again, again)
                    .tools(echo())
                    .build()
                    .run("x");

            assertThat(result.outcome())
                    .isInstanceOfSatisfying(
                            Outcome.Stalled.class,
                            stalled -> assertThat(stalled.evidence()).contains("echo{\"text\":\"x\"}"));
        }

        @Test
        void not_stalled_while_the_answers_still_change() {
            int[] count = {0};
            Tool poll = Tool.of(reading("poll").build(), (input, context) -> ToolOutput.text("state " + ++count[0]));

            ScriptedModel.Answer again = calls("poll", "{}");

            RunResult result = harness(again, again, again, again, again, says("Ready."))
                    .tools(poll)
                    .build()
                    .run("x");

            assertThat(result.answer()).isEqualTo("Ready.");
        }

        @Test
        void failed_when_the_provider_refuses_the_key() {
            RunResult result = harness(fails(ModelException.Kind.AUTHENTICATION, "401 from the provider"))
                    .build()
                    .run("x");

            assertThat(result.outcome()).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                assertThat(failed.failure().kind()).isEqualTo("model.authentication");
                assertThat(failed.failure().message()).isEqualTo("401 from the provider");
            });
        }

        @Test
        void failed_with_what_there_is_when_something_plugged_in_is_broken() {
            RunResult result = harness(says("x"))
                    .context(state -> {
                        if (state.task().text().equals("x")) {
                            throw new IllegalStateException("broken context");
                        }
                        return ContextBuilder.standard().build(state);
                    })
                    .build()
                    .run("x");

            assertThat(result.outcome())
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.failure().message()).contains("broken context"));
        }

        @Test
        void stalled_when_the_model_says_nothing_again_and_again() {
            RunResult result = harness(says(""), says(" ")).build().run("x");

            assertThat(result.outcome())
                    .isInstanceOfSatisfying(
                            Outcome.Stalled.class,
                            stalled -> assertThat(stalled.evidence()).contains("answered nothing"));
        }

        @Test
        void completed_when_an_answer_that_was_cut_off_is_said_again() {
            ScriptedModel.Answer cut =
                    request -> ModelResponse.of(Message.assistant("Once upon"), FinishReason.LENGTH, Usage.of(5, 5));

            RunResult result = harness(cut, says("Once.")).build().run("Tell.");

            assertThat(result.answer()).isEqualTo("Once.");
            assertThat(recorder.events(RunEvent.Nudged.class)).hasSize(1);
        }

        @Test
        void blocked_when_the_model_refuses() {
            RunResult result = harness(request ->
                            ModelResponse.of(Message.assistant("I won't."), FinishReason.REFUSAL, Usage.of(5, 5)))
                    .build()
                    .run("x");

            assertThat(result.outcome()).isEqualTo(new Outcome.Blocked("I won't."));
        }

        @Test
        void each_with_a_code_and_an_exit_code_of_its_own() {
            List<Outcome> all = List.of(
                    new Outcome.Completed(""),
                    new Outcome.Blocked(""),
                    new Outcome.PolicyViolated("", ""),
                    new Outcome.BudgetExhausted("", Limit.turns(1)),
                    new Outcome.Stalled(""),
                    new Outcome.Escalated(new dev.agentharness.run.Escalation("", "", List.of())),
                    new Outcome.Failed(new dev.agentharness.run.Failure("", "")),
                    new Outcome.Cancelled());

            assertThat(all)
                    .extracting(outcome -> outcome.getClass())
                    .hasSameSizeAs(Outcome.class.getPermittedSubclasses());
            assertThat(all).extracting(Outcome::code).doesNotHaveDuplicates();
            assertThat(all).extracting(Outcome::exitCode).doesNotHaveDuplicates();
        }
    }

    @Nested
    @DisplayName("with a typed task")
    class Typed {

        private final Task task = Task.builder("Score it.").output(new Score()).build();

        @Test
        void takes_the_answer_that_is_submitted() {
            RunResult result = harness(calls("submit", "{\"score\":7}")).build().run(task);

            assertThat(result.output(new Score())).contains(7L);
        }

        @Test
        void tells_the_model_what_is_wrong_with_what_it_submits() {
            RunResult result = harness(calls("submit", "{\"score\":70}"), calls("submit", "{\"score\":7}"))
                    .build()
                    .run(task);

            assertThat(result.output(new Score())).contains(7L);
            assertThat(result.transcript().get(2).toolResults().get(0).text()).contains("at most 10");
        }

        @Test
        void insists_on_submit_and_then_stalls() {
            RunResult result = harness(says("It is 7."), says("Seven.")).build().run(task);

            assertThat(result.outcome())
                    .isInstanceOfSatisfying(
                            Outcome.Stalled.class,
                            stalled -> assertThat(stalled.evidence()).contains("submit"));
            assertThat(result.answer()).isEqualTo("Seven.");
            assertThat(result.output(new Score())).isEmpty();
        }

        private static final class Score implements OutputType<Long> {
            @Override
            public String schema() {
                return """
                        {"type":"object","properties":{"score":{"type":"integer"}},"required":["score"]}""";
            }

            @Override
            public Long read(String json) {
                long score = dev.agentharness.model.ToolInput.parse(json).integer("score");
                if (score > 10) {
                    throw new IllegalArgumentException("a score is at most 10 but is " + score);
                }
                return score;
            }
        }
    }

    @Nested
    @DisplayName("whose model fails")
    class Recovery {

        private final RecoveryPolicy atOnce = (failure, failures) ->
                failure.retryable() && failures < 3 ? Optional.of(Backoff.NONE) : Optional.empty();

        @Test
        void tries_again_what_may_succeed_later() {
            RunResult result = harness(fails(ModelException.Kind.OVERLOADED, "busy"), says("Here."))
                    .recovery(atOnce)
                    .build()
                    .run("x");

            assertThat(result.answer()).isEqualTo("Here.");
            assertThat(recorder.events(RunEvent.ModelFailed.class)).hasSize(1);
        }

        @Test
        void gives_up_in_the_end() {
            ScriptedModel.Answer busy = fails(ModelException.Kind.OVERLOADED, "busy");

            RunResult result = harness(busy, busy, busy, says("never asked"))
                    .recovery(atOnce)
                    .build()
                    .run("x");

            assertThat(result.outcome())
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.failure().kind()).isEqualTo("model.overloaded"));
        }

        @Test
        void gives_up_in_the_end_even_if_its_policy_never_does() {
            ModelClient busy = new ModelClient() {
                @Override
                public ModelSpec spec() {
                    return ModelSpec.builder("test", "busy").build();
                }

                @Override
                public ModelResponse generate(ModelRequest request, ModelListener listener) {
                    throw new ModelException(ModelException.Kind.OVERLOADED, "busy", null);
                }
            };

            RunResult result = Harness.builder()
                    .model(busy)
                    .recovery((failure, failures) -> Optional.of(Backoff.NONE))
                    .budget(Budget.of(Limit.tokens(100_000)))
                    .listener(recorder)
                    .build()
                    .run("x");

            assertThat(result.outcome()).isInstanceOf(Outcome.Failed.class);
            assertThat(recorder.events(RunEvent.ModelFailed.class)).hasSize(25);
        }

        @Test
        void waits_as_long_as_the_provider_asks() {
            RunEvent.ModelFailed failure = new RunEvent.ModelFailed(
                    java.time.Instant.EPOCH,
                    ModelException.Kind.RATE_LIMITED,
                    "",
                    true,
                    Optional.of(Duration.ofSeconds(20)),
                    dev.agentharness.budget.Spend.NONE);

            assertThat(RecoveryPolicy.standard().retry(failure, 1))
                    .contains(new Backoff(Duration.ofSeconds(20), Duration.ofSeconds(21)));
            assertThat(RecoveryPolicy.standard().retry(failure, 4)).isEmpty();
        }
    }

    @Nested
    @DisplayName("that is interrupted")
    class Cancelling {

        @Test
        void ends_cancelled_keeps_the_flag_and_what_there_is() throws Exception {
            CountDownLatch asked = new CountDownLatch(1);
            ModelClient silent = new ModelClient() {
                @Override
                public ModelSpec spec() {
                    return ModelSpec.builder("test", "silent").build();
                }

                @Override
                public ModelResponse generate(ModelRequest request, ModelListener listener)
                        throws InterruptedException {
                    asked.countDown();
                    new CountDownLatch(1).await();
                    throw new AssertionError("never gets here");
                }
            };
            RunResult[] result = new RunResult[1];
            boolean[] interrupted = new boolean[1];
            Thread caller = new Thread(() -> {
                result[0] = Harness.builder().model(silent).build().run("x");
                interrupted[0] = Thread.currentThread().isInterrupted();
            });
            caller.start();
            asked.await();

            caller.interrupt();
            caller.join();

            assertThat(result[0].outcome()).isEqualTo(new Outcome.Cancelled());
            assertThat(interrupted[0]).isTrue();
            assertThat(result[0].spend().tokens())
                    .as("what the provider may bill for the call in flight")
                    .isPositive();
        }

        @Test
        void interrupts_its_tools_and_keeps_the_results_that_are_there() throws Exception {
            CountDownLatch started = new CountDownLatch(1);
            CountDownLatch stopped = new CountDownLatch(1);
            Tool hanging = Tool.of(reading("hang").build(), (input, context) -> {
                started.countDown();
                try {
                    new CountDownLatch(1).await();
                } finally {
                    stopped.countDown();
                }
                return ToolOutput.text("");
            });
            CountDownLatch echoed = new CountDownLatch(1);
            Harness harness = harness(calls("echo", "{\"text\":\"x\"}", "hang", "{}"))
                    .tools(echo(), hanging)
                    .threads(own -> new WatchedThreads(own, echoed::countDown))
                    .build();
            RunResult[] result = new RunResult[1];
            Thread caller = new Thread(() -> result[0] = harness.run("x"));
            caller.start();
            started.await();
            echoed.await();

            caller.interrupt();
            caller.join();
            stopped.await();

            assertThat(result[0].outcome()).isEqualTo(new Outcome.Cancelled());
            assertThat(result[0].transcript().get(2).toolResults())
                    .extracting(done -> done.text())
                    .containsExactly(
                            "x", "The run ended before the result was known; the call may have had its effect.");
            assertThat(result[0].partial().openTasks()).hasSize(1);
        }
    }

    @Nested
    @DisplayName("with a session")
    class Sessions {

        @Test
        void remembers_what_was_said() {
            ScriptedModel model = ScriptedModel.of(says("Hello, Ada."), says("Ada."));
            Session session = Harness.builder().model(model).build().session(Budget.of(Limit.turns(10)));

            session.run("I am Ada.");
            RunResult second = session.run("Who am I?");

            assertThat(second.answer()).isEqualTo("Ada.");
            assertThat(model.requests().get(1).messages())
                    .containsExactly(
                            Message.user("I am Ada."), Message.assistant("Hello, Ada."), Message.user("Who am I?"));
            assertThat(session.spent().turns()).isEqualTo(2);
        }

        @Test
        void cancels_a_task_that_still_waits_for_its_turn() {
            AtomicReference<Session> session = new AtomicReference<>();
            List<RunResult> cancelled = new ArrayList<>();
            ScriptedModel model = ScriptedModel.of(request -> {
                cancelled.add(CompletableFuture.supplyAsync(() -> interrupted(session.get(), "Never mind."))
                        .orTimeout(10, TimeUnit.SECONDS)
                        .join());
                return says("First.").to(request);
            });
            session.set(Harness.builder().model(model).build().session(Budget.of(Limit.turns(10))));

            RunResult first = session.get().run("x");

            assertThat(first.answer()).isEqualTo("First.");
            assertThat(cancelled)
                    .singleElement()
                    .satisfies(result -> assertThat(result.outcome()).isEqualTo(new Outcome.Cancelled()));
            assertThat(session.get().transcript()).isEqualTo(first.transcript());
        }

        private static RunResult interrupted(Session session, String task) {
            Thread.currentThread().interrupt();
            try {
                return session.run(task);
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
        }

        @Test
        void shares_its_budget_among_all_tasks() {
            Session session = harness(says("1"), says("2")).build().session(Budget.of(Limit.turns(1)));

            session.run("x");
            RunResult second = session.run("y");

            assertThat(second.outcome()).isEqualTo(new Outcome.BudgetExhausted("session", Limit.turns(1)));
            assertThat(second.answer()).isEmpty();
        }
    }

    @Test
    void draws_on_the_budget_of_its_tenant() {
        BudgetTracker tenant = BudgetTracker.root("tenant", Budget.of(Limit.turns(2)), java.time.Clock.systemUTC());
        Harness first = harness(says("1"), says("2")).within(tenant).build();
        Harness second = harness(says("never asked")).within(tenant).build();

        first.run("x");
        first.session(Budget.of(Limit.turns(5))).run("y");
        RunResult refused = second.run("z");

        assertThat(refused.outcome()).isEqualTo(new Outcome.BudgetExhausted("tenant", Limit.turns(2)));
        assertThat(tenant.spentBelow()).containsOnlyKeys("run", "session");
    }

    @Test
    void books_what_a_tool_takes_of_the_run_itself_and_below_a_name_that_is_the_runs() {
        Spend tokens = Spend.modelCall(5, BigDecimal.ZERO);
        Tool spend = Tool.of(reading("spend").build(), (input, context) -> {
            context.budget().book(tokens);
            context.budget()
                    .child(context.budget().scope(), context.budget().budget())
                    .book(tokens);
            return ToolOutput.text("");
        });

        Fixtures.Recorder recorder = new Fixtures.Recorder();

        Harness.builder()
                .model(ScriptedModel.of(calls("spend", "{}"), says("Done.")))
                .tools(spend)
                .listener(recorder)
                .build()
                .run("x");

        assertThat(recorder.events(RunEvent.Drawn.class))
                .extracting(RunEvent.Drawn::spend)
                .containsExactly(tokens.plus(tokens));
    }

    @Nested
    @DisplayName("as a tool of another")
    class SubAgents {

        @Test
        void draws_on_the_budget_of_its_caller() {
            Harness inner = Harness.builder()
                    .model(ScriptedModel.of(calls("echo", "{\"text\":\"x\"}"), says("Found.")))
                    .tools(echo())
                    .build();
            Tool research = inner.asTool("research", "Looks things up.", Budget.of(Limit.turns(5)));

            RunResult result = harness(calls("research", "{\"task\":\"Look.\"}"), says("never asked"))
                    .tools(research)
                    .budget(Budget.of(Limit.turns(3)))
                    .build()
                    .run("x");

            assertThat(result.outcome()).isEqualTo(new Outcome.BudgetExhausted("run", Limit.turns(3)));
            assertThat(result.transcript().get(2).toolResults().get(0).text()).isEqualTo("Found.");
            assertThat(result.spend().turns()).isEqualTo(3);
            assertThat(result.state().turns()).isEqualTo(1);
            assertThat(result.spendByScope()).containsOnlyKeys("research", "run");
            assertThat(result.spendByScope().get("research").turns()).isEqualTo(2);
            assertThat(result.spendByScope().get("research").toolCalls()).isEqualTo(1);
            assertThat(result.spendByScope().get("run").turns()).isEqualTo(1);
        }

        @Test
        void says_so_when_it_did_not_complete() {
            Harness inner = Harness.builder()
                    .model(ScriptedModel.of(calls("echo", "{\"text\":\"x\"}")))
                    .tools(echo())
                    .build();

            RunResult result = harness(calls("research", "{\"task\":\"Look.\"}"), says("Too bad."))
                    .tools(inner.asTool(
                            "research",
                            "Looks things up.",
                            Budget.of(Limit.turns(1)).closingShare(0)))
                    .build()
                    .run("x");

            assertThat(result.transcript().get(2).toolResults().get(0))
                    .satisfies(done -> assertThat(done.error()).isTrue())
                    .satisfies(done -> assertThat(done.text()).contains("budget_exhausted", "limit of 1 turns"));
        }
    }

    @Test
    void lists_what_its_tools_made() {
        Tool write = Tool.of(
                Fixtures.writing("write").build(),
                (input, context) -> ToolOutput.text("written").with(new Artefact("report", "out/report.md")));

        RunResult result = harness(calls("write", "{}"), says("Done."))
                .tools(write)
                .permission(PermissionPolicy.allowAll())
                .build()
                .run("x");

        assertThat(result.artefacts()).containsExactly(new Artefact("report", "out/report.md"));
    }

    @Nested
    @DisplayName("watched")
    class Watching {

        @Test
        void tells_how_it_ended() {
            List<Outcome> ends = new java.util.ArrayList<>();

            harness(says("Done."))
                    .listener(new RunListener() {
                        @Override
                        public void onEvent(String runId, RunEvent event) {}

                        @Override
                        public void onEnd(String runId, Outcome outcome) {
                            ends.add(outcome);
                        }
                    })
                    .build()
                    .run("x");

            assertThat(ends).containsExactly(new Outcome.Completed("Done."));
        }

        @Test
        void says_by_how_much_a_provider_bills_beyond_what_was_set_aside() {
            ScriptedModel model = ScriptedModel.of(
                    request -> ModelResponse.of(Message.assistant("x"), FinishReason.STOP, Usage.of(1_000_000, 1)));

            Harness.builder().model(model).listener(recorder).build().run("x");

            long reserved =
                    recorder.events(RunEvent.ModelAsked.class).get(0).reserved().tokens();
            assertThat(recorder.events(RunEvent.Overdrawn.class))
                    .extracting(event -> event.beyond().tokens())
                    .containsExactly(1_000_001 - reserved);
        }

        @Test
        void goes_on_when_a_listener_throws() {
            RunResult result = harness(says("Done."))
                    .listener((runId, event) -> {
                        throw new IllegalStateException("broken listener");
                    })
                    .build()
                    .run("x");

            assertThat(result.isCompleted()).isTrue();
        }

        @Test
        void does_nothing_more_when_the_journal_fails() {
            ScriptedModel model = ScriptedModel.of(says("never asked"));
            Harness harness = Harness.builder()
                    .model(model)
                    .journal(new BrokenJournal(RunEvent.ModelAsked.class))
                    .build();

            assertThatThrownBy(() -> harness.run("x"))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("ModelAsked")
                    .hasRootCauseMessage("disk full");
            assertThat(model.requests()).isEmpty();
        }

        @Test
        void allows_all_only_when_that_is_typed() {
            assertThat(PermissionPolicy.allowAll().name()).isEqualTo("allow-all");
        }
    }
}
