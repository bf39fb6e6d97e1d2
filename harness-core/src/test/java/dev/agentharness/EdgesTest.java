package dev.agentharness;

import static dev.agentharness.Fixtures.reading;
import static dev.agentharness.Fixtures.writing;
import static dev.agentharness.model.ScriptedModel.calls;
import static dev.agentharness.model.ScriptedModel.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentharness.Fixtures.Recorder;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.BudgetTracker;
import dev.agentharness.budget.Limit;
import dev.agentharness.cache.Stability;
import dev.agentharness.context.Context;
import dev.agentharness.context.ContextBuilder;
import dev.agentharness.context.ContextSection;
import dev.agentharness.journal.InMemoryJournal;
import dev.agentharness.journal.JournalException;
import dev.agentharness.model.Content;
import dev.agentharness.model.FinishReason;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.Price;
import dev.agentharness.model.Role;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.Usage;
import dev.agentharness.run.Decision;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.OutputType;
import dev.agentharness.run.Reflection;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunResult;
import dev.agentharness.run.RunState;
import dev.agentharness.run.Verdict;
import dev.agentharness.stop.CompletionCheck;
import dev.agentharness.tool.Tool;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("At the edges, the harness")
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EdgesTest {
    private final InMemoryJournal journal = new InMemoryJournal();
    private final Recorder recorder = new Recorder();
    private final List<String> paid = new CopyOnWriteArrayList<>();
    private final Tool echo = Tool.of(
            reading("echo").build(),
            (input, context) ->
                    ToolOutput.text(input.string("text").equals("BIG") ? "w ".repeat(3_000) : input.string("text")));
    private final Tool pay = Tool.of(writing("pay").build(), (input, context) -> {
        paid.add(context.callId());
        return ToolOutput.text("paid");
    });

    private Harness.Builder harness(ScriptedModel.Answer... script) {
        return harness(ScriptedModel.of(script));
    }

    private Harness.Builder harness(ModelClient model) {
        return Harness.builder().model(model).tools(echo, pay).journal(journal).listener(recorder);
    }

    @Test
    void null_decision_is_a_denial() {
        int[] asked = {0};
        RunResult result = harness(calls("pay", "{}"), says("Then not."))
                .permission((call, tool, state) -> {
                    if (++asked[0] > 50) throw new IllegalStateException("asked again and again");
                    return null;
                })
                .build()
                .run("x");
        assertThat(asked[0]).isEqualTo(1);
    }

    @Test
    void null_verification_does_not_poison_the_journal() {
        RunResult result = harness(says("x"))
                .build()
                .run(Task.builder("x").success((a, s, b) -> null).build());
        RunState replayed = RunState.replay(journal.read(result.runId()));
        assertThat(replayed.outcome()).isPresent();
    }

    @Test
    void a_reflectors_question_can_be_answered() {
        int[] n = {0};
        RunResult asking = harness(calls("echo", "{\"text\":\"1\"}"))
                .reflector((s, b) -> new Reflection.Escalate("Is this right?"))
                .build()
                .run("x");
        RunResult result = harness(says("Done."))
                .reflector((s, b) -> new Reflection.Continue())
                .build()
                .resume(asking.runId(), "Yes.");
        assertThat(result.outcome()).isEqualTo(new Outcome.Completed("Done."));
    }

    @Test
    void a_verdict_that_was_given_cannot_be_given_again() {
        RunResult waiting = harness(calls("pay", "{}", "pay", "{}")).build().run("x");
        harness().build().resume(waiting.runId(), Verdict.deny("call-2", "no"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> harness(says("x"))
                        .build()
                        .resume(waiting.runId(), Verdict.allow("call-1"), Verdict.allow("call-2")));
        assertThat(paid).doesNotContain("call-2");
    }

    @Test
    void a_verdict_about_a_call_nobody_was_asked_about_is_refused() {
        RunResult done = harness(calls("pay", "{}"))
                .permission((c, t, s) -> {
                    Thread.currentThread().interrupt();
                    return Decision.allow("x");
                })
                .build()
                .run("x");
        Thread.interrupted();
        InMemoryJournal cut = new InMemoryJournal();
        for (RunEvent e : journal.read(done.runId())) {
            if (e instanceof RunEvent.CallDecided) break;
            cut.append(done.runId(), e);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> harness(says("x")).journal(cut).build().resume(done.runId(), Verdict.allow("call-1")));
    }

    @Test
    void cancelled_while_waiting_for_a_person_time_does_not_count() {
        ManualClock clock = new ManualClock();
        RunResult cancelled = harness(calls("pay", "{}"))
                .clock(clock)
                .approver((c, t, r, s) -> {
                    clock.advance(Duration.ofHours(2));
                    throw new InterruptedException();
                })
                .build()
                .run("x");
        Thread.interrupted();
        assertThat(cancelled.outcome()).isEqualTo(new Outcome.Cancelled());
        assertThat(cancelled.spend().time()).isZero();
    }

    @Test
    void a_verdict_is_kept_when_the_run_is_cancelled_before_the_next() {
        RunResult cancelled = harness(calls("pay", "{}", "pay", "{}"))
                .approver((c, t, r, s) -> {
                    if (c.id().equals("call-2")) throw new InterruptedException();
                    return Optional.of(Verdict.deny(c.id(), "no"));
                })
                .build()
                .run("x");
        Thread.interrupted();
        assertThat(cancelled.state().turn().verdict("call-1")).isPresent();
    }

    @Test
    void a_model_that_throws_is_booked_in_the_result() {
        BudgetTracker tenant = BudgetTracker.root("tenant", Budget.of(Limit.tokens(1_000_000)), Clock.systemUTC());
        RunResult r = harness(request -> {
                    throw new IllegalStateException("bad client");
                })
                .within(tenant)
                .build()
                .run("x");
        assertThat(r.spend().tokens()).isEqualTo(tenant.spent().tokens());
    }

    @Test
    void what_a_cancelled_sub_agent_took_is_booked() throws Exception {
        Thread[] driver = {Thread.currentThread()};
        BudgetTracker tenant = BudgetTracker.root("tenant", Budget.of(Limit.tokens(1_000_000)), Clock.systemUTC());
        Tool hang = Tool.of(reading("hang").build(), (i, c) -> {
            driver[0].interrupt();
            new CountDownLatch(1).await();
            return ToolOutput.text("");
        });
        Harness inner = Harness.builder()
                .model(ScriptedModel.of(calls("hang", "{}")))
                .tools(hang)
                .build();
        RunResult r = Harness.builder()
                .model(ScriptedModel.of(calls("sub", "{\"task\":\"t\"}")))
                .tools(inner.asTool("sub", "d", Budget.of(Limit.turns(5))))
                .within(tenant)
                .build()
                .run("x");
        Thread.interrupted();
        assertThat(r.outcome()).isEqualTo(new Outcome.Cancelled());
        assertThat(r.spend().tokens()).isEqualTo(tenant.spent().tokens());
    }

    @Test
    void what_a_failing_reflector_drew_is_booked() {
        BudgetTracker tenant = BudgetTracker.root("tenant", Budget.of(Limit.tokens(1_000_000)), Clock.systemUTC());
        ScriptedModel judge = ScriptedModel.of(says("hm"));
        RunResult r = harness(calls("echo", "{\"text\":\"1\"}"))
                .within(tenant)
                .reflector((s, b) -> {
                    new dev.agentharness.budget.BudgetedModel(judge, b.child("judge", b.budget()))
                            .generate(
                                    ModelRequest.builder()
                                            .messages(List.of(Message.user("q")))
                                            .build(),
                                    ModelListener.none());
                    throw new IllegalStateException("bad");
                })
                .build()
                .run("x");
        assertThat(r.spend().tokens()).isEqualTo(tenant.spent().tokens());
    }

    @Test
    void downtime_that_counts_is_enforced() {
        ManualClock clock = new ManualClock();
        Budget b = Budget.of(Limit.time(Duration.ofHours(1))).downtimeCounts(true);
        RunResult waiting =
                harness(calls("pay", "{}")).clock(clock).budget(b).build().run("x");
        clock.advance(Duration.ofHours(5));
        RunResult r =
                harness(says("Done.")).clock(clock).budget(b).build().resume(waiting.runId(), Verdict.allow("call-1"));
        assertThat(paid).isEmpty();
        assertThat(r.outcome()).isInstanceOf(Outcome.BudgetExhausted.class);
    }

    @Test
    void submit_is_never_withdrawn() {
        OutputType<String> type = new OutputType<>() {
            public String schema() {
                return "{\"type\":\"object\"}";
            }

            public String read(String json) {
                if (!json.contains("9")) throw new IllegalArgumentException("not " + json);
                return json;
            }
        };
        ScriptedModel.Answer[] script = new ScriptedModel.Answer[6];
        for (int i = 0; i < 6; i++) script[i] = calls("submit", "{\"n\":" + (i + 4) + "}");
        RunResult r = harness(script).build().run(Task.builder("x").output(type).build());
        assertThat(r.isCompleted()).as(r.toString()).isTrue();
    }

    @Test
    void an_exceptions_words_are_capped() {
        Tool flood = Tool.of(reading("flood").maxOutputChars(200).build(), (i, c) -> {
            throw new IllegalStateException("x".repeat(1_000_000));
        });
        RunResult r =
                harness(calls("flood", "{}"), says("ok")).tools(flood).build().run("x");
        assertThat(r.transcript().get(2).toolResults().get(0).text().length()).isLessThan(1_000);
    }

    @Test
    void many_parts_are_capped() {
        Tool flood = Tool.of(
                reading("flood").maxOutputChars(200).build(),
                (i, c) -> new ToolOutput(Collections.nCopies(10_000, new Content.Text("abc")), false, List.of()));
        RunResult r =
                harness(calls("flood", "{}"), says("ok")).tools(flood).build().run("x");
        assertThat(r.transcript().get(2).toolResults().get(0).text().length()).isLessThan(1_000);
    }

    @Test
    void a_tool_is_interrupted_when_its_time_is_up() {
        CountDownLatch interrupted = new CountDownLatch(1);
        Tool slow = Tool.of(reading("slow").timeout(Duration.ofMillis(50)).build(), (i, c) -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return ToolOutput.text("");
        });
        Tool watcher = Tool.of(
                reading("watcher").timeout(Duration.ofSeconds(5)).build(),
                (i, c) -> ToolOutput.text("" + interrupted.await(3, TimeUnit.SECONDS)));
        RunResult r = harness(calls("slow", "{}", "watcher", "{}"), says("ok"))
                .tools(slow, watcher)
                .build()
                .run("x");
        assertThat(r.transcript().get(2).toolResults().get(1).text()).isEqualTo("true");
    }

    @Test
    void an_empty_call_id_is_replaced() {
        ModelResponse response = ModelResponse.of(
                Message.assistant(List.of(new ToolCall("", "echo", "{\"text\":\"1\"}"))),
                FinishReason.TOOL_CALLS,
                Usage.of(1, 1));
        RunResult r = harness(request -> response, says("ok")).build().run("x");
        assertThat(r.transcript().get(1).toolCalls().get(0).id()).isNotEmpty();
    }

    @Test
    void a_tool_that_is_gone_when_the_run_goes_on_is_an_error_result() {
        RunResult waiting = harness(calls("pay", "{}")).build().run("x");
        RunResult r = Harness.builder()
                .model(ScriptedModel.of(says("Then without.")))
                .journal(journal)
                .build()
                .resume(waiting.runId(), Verdict.allow("call-1"));
        assertThat(r.answer()).isEqualTo("Then without.");
    }

    @Test
    void an_unpriced_sub_agent_under_a_dollar_limit_is_not_free() {
        ModelSpec priced =
                ModelSpec.builder("p", "p").price(Price.perMillion("3", "15")).build();
        ScriptedModel free = ScriptedModel.of(says("Done for nothing."));
        Harness inner = Harness.builder().model(free).build();
        RunResult r = Harness.builder()
                .model(ScriptedModel.of(priced, calls("sub", "{\"task\":\"t\"}"), says("ok")))
                .budget(Budget.of(Limit.dollars("1")))
                .tools(inner.asTool("sub", "d", Budget.of(Limit.turns(5))))
                .build()
                .run("x");
        assertThat(free.requests()).isEmpty();
    }

    @Test
    void after_a_closing_digest_the_bound_of_the_whole_conversation_holds() {
        ModelClient model = counting("BIG");
        Budget small = Budget.of(Limit.tokens(9_000));
        RunResult first = harness(model).budget(small).build().run("x");
        assertThat(first.outcome()).isInstanceOf(Outcome.BudgetExhausted.class);
        recorder.events().clear();
        harness(model).budget(Budget.of(Limit.tokens(40_000))).build().resume(first.runId());
        assertThat(recorder.events(RunEvent.Overdrawn.class)).isEmpty();
    }

    /** Reads much, then answers; counts one token a byte, as the bound says a tokenizer may. */
    private static ModelClient counting(String big) {
        return new ModelClient() {
            private final ModelSpec spec =
                    ModelSpec.builder("c", "c").maxOutputTokens(200).build();

            public ModelSpec spec() {
                return spec;
            }

            public ModelResponse generate(ModelRequest request, ModelListener listener) {
                long in = dev.agentharness.budget.InputBound.of(request, spec);
                long said = request.messages().stream()
                        .filter(m -> m.role() == Role.ASSISTANT)
                        .count();
                Message m = request.tools().isEmpty() || said >= 2
                        ? Message.assistant("So far.")
                        : Message.assistant(List.of(new ToolCall("c" + said, "echo", "{\"text\":\"" + big + "\"}")));
                return ModelResponse.of(
                        m,
                        m.toolCalls().isEmpty() ? FinishReason.STOP : FinishReason.TOOL_CALLS,
                        Usage.of(in, m.toolCalls().isEmpty() ? 7 : 150));
            }
        };
    }

    @Test
    void a_context_that_shows_less_or_more_is_bounded() {
        ModelClient model = counting("word ".repeat(20));
        ContextBuilder varying = state -> {
            ModelRequest whole = ContextBuilder.standard().build(state).request();
            return Context.of(
                    state.turns() == 1
                            ? whole.toBuilder().instructions("i".repeat(5_000)).build()
                            : whole);
        };
        harness(model).context(varying).build().run("x");
        assertThat(recorder.events(RunEvent.Overdrawn.class)).isEmpty();
    }

    @Test
    void a_judge_that_hangs_ends_with_the_time_of_the_run() {
        ModelClient hanging = new ModelClient() {
            public ModelSpec spec() {
                return ModelSpec.builder("h", "h").build();
            }

            public ModelResponse generate(ModelRequest r, ModelListener l) throws InterruptedException {
                new CountDownLatch(1).await(10, TimeUnit.SECONDS);
                throw new ModelException(ModelException.Kind.TIMEOUT, "late", null);
            }
        };
        long start = System.nanoTime();
        harness(says("x"))
                .budget(Budget.of(Limit.time(Duration.ofMillis(300))))
                .build()
                .run(Task.builder("x")
                        .success(CompletionCheck.judgedBy(hanging, "c"))
                        .build());
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void a_policy_that_hangs_ends_with_the_time_of_the_run() {
        long start = System.nanoTime();
        harness(calls("pay", "{}"), says("x"))
                .permission((c, t, s) -> {
                    try {
                        new CountDownLatch(1).await(10, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return Decision.allow("at last");
                })
                .budget(Budget.of(Limit.time(Duration.ofMillis(300))))
                .build()
                .run("x");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void what_a_judge_overdraws_is_an_event() {
        ScriptedModel judge = ScriptedModel.of(r -> ModelResponse.of(
                Message.assistant(
                        List.of(new ToolCall("v", "verdict", "{\"status\":\"satisfied\",\"feedback\":\"\"}"))),
                FinishReason.TOOL_CALLS,
                Usage.of(50_000, 10)));
        harness(says("x"))
                .build()
                .run(Task.builder("x")
                        .success(CompletionCheck.judgedBy(judge, "c"))
                        .build());
        assertThat(recorder.events(RunEvent.Overdrawn.class)).hasSize(1);
    }

    @Test
    void an_interrupt_outlives_a_failing_journal() {
        dev.agentharness.journal.Journal failing = new dev.agentharness.journal.Journal() {
            public void append(String id, RunEvent e) {
                if (e instanceof RunEvent.Ended) throw new IllegalStateException("disk full");
            }

            public List<RunEvent> read(String id) {
                return List.of();
            }

            public Lease lease(String id) {
                return () -> {};
            }
        };
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> harness(says("x")).journal(failing).build().run("x"))
                .isInstanceOf(JournalException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void a_resumed_run_of_a_session_draws_on_the_session() {
        Session session = harness(calls("pay", "{}"), says("Done.")).build().session(Budget.of(Limit.turns(2)));
        RunResult waiting = session.run("x");

        RunResult result = session.resume(waiting.runId(), Verdict.allow("call-1"));

        assertThat(result.answer()).isEqualTo("Done.");
        assertThat(result.spend().turns()).isEqualTo(2);
        assertThat(session.spent().turns()).isEqualTo(2);
        assertThat(session.transcript()).isEqualTo(result.transcript());
    }

    @Test
    void a_second_run_of_the_same_id_is_refused() {
        Harness h = harness(says("1"), says("2")).ids(() -> "run").build();
        h.run("x");
        assertThatThrownBy(() -> h.run("y")).hasMessageContaining("'run'");

        assertThat(RunState.replay(journal.read("run")).answerSoFar()).isEqualTo("1");
    }

    @Test
    void a_run_that_failed_its_check_can_go_on() {
        Task task = Task.builder("x")
                .success(CompletionCheck.of(a -> a.contains("7"), "must be 7"))
                .build();
        RunResult failed = harness(says("1"), says("2"), says("3")).build().run(task);
        assertThat(failed.outcome().isResumable()).isTrue();
        RunResult r = harness(says("7")).build().resume(failed.runId(), task);
        assertThat(r.isCompleted()).as(r.outcome().toString()).isTrue();
    }

    @Test
    void a_crash_in_the_closing_turn_does_not_promise_budget() {
        Budget b = Budget.of(Limit.turns(1));
        RunResult first = harness(calls("echo", "{\"text\":\"1\"}"), says("So far."))
                .budget(b)
                .build()
                .run("x");
        InMemoryJournal cut = new InMemoryJournal();
        for (RunEvent e : journal.read(first.runId())) {
            if (!(e instanceof RunEvent.Ended)) cut.append(first.runId(), e);
        }
        RunResult r = harness(says("y")).budget(b).journal(cut).build().resume(first.runId());
        assertThat(r.transcript().toString()).doesNotContain("There is budget again");
    }

    @Test
    void an_endless_timeout_does_not_end_the_run() {
        Tool t = Tool.of(
                reading("t").timeout(Duration.ofSeconds(Long.MAX_VALUE)).build(), (i, c) -> ToolOutput.text("ok"));
        RunResult r = harness(calls("t", "{}"), says("Done."))
                .budget(Budget.of(Limit.turns(5)))
                .tools(t)
                .build()
                .run("x");
        assertThat(r.isCompleted()).as(r.outcome().toString()).isTrue();
    }

    @Test
    void an_endless_time_limit_is_no_limit() {
        RunResult r = harness(calls("echo", "{\"text\":\"1\"}"), says("Done."))
                .budget(Budget.of(Limit.time(Duration.ofDays(365L * 300))))
                .build()
                .run("x");
        assertThat(r.isCompleted()).as(r.outcome().toString()).isTrue();
        assertThat(r.transcript().get(2).toolResults().get(0).error()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(classes = {RunEvent.ModelAsked.class, RunEvent.PrefixChanged.class, RunEvent.ClosingBegan.class})
    void keeps_nothing_set_aside_and_books_nothing_for_a_request_that_could_not_be_recorded(
            Class<? extends RunEvent> kind) {
        BudgetTracker tenant = BudgetTracker.root("tenant", Budget.of(Limit.tokens(1_000_000)), Clock.systemUTC());
        int[] built = {0};
        ScriptedModel model =
                ScriptedModel.of(calls("echo", "{\"text\":\"1\"}"), calls("echo", "{\"text\":\"2\"}"), says("2."));
        Harness harness = harness(model)
                .within(tenant)
                .journal(new BrokenJournal(kind))
                .context(ContextBuilder.with(ContextSection.of("count", Stability.SLOW, state -> "" + ++built[0])))
                .budget(Budget.of(Limit.turns(2), Limit.tokens(100_000)))
                .build();

        assertThatThrownBy(() -> harness.run("x")).isInstanceOf(JournalException.class);

        long heard = model.requests().size();
        assertThat(tenant.spent().turns()).isEqualTo(heard);
        assertThat(tenant.room().tokens()).isEqualTo(1_000_000 - tenant.spent().tokens());
        assertThat(tenant.spent().tokens()).isLessThan(1_000);
    }
}
