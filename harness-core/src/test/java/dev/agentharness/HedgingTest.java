package dev.agentharness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentharness.budget.Budget;
import dev.agentharness.budget.BudgetTracker;
import dev.agentharness.budget.Limit;
import dev.agentharness.budget.Spend;
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
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.Usage;
import dev.agentharness.permission.PermissionPolicy;
import dev.agentharness.recovery.Backoff;
import dev.agentharness.recovery.RecoveryPolicy;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunListener;
import dev.agentharness.run.RunResult;
import dev.agentharness.run.RunState;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A turn that is hedged")
@Timeout(60)
class HedgingTest {

    private static final Duration SOON = Duration.ofMillis(1);
    private static final ModelSpec FIRST =
            ModelSpec.builder("p", "first").maxOutputTokens(500).build();
    private static final ModelSpec OTHER =
            ModelSpec.builder("q", "other").maxOutputTokens(400).build();

    private final CountDownLatch firstAsked = new CountDownLatch(1);
    private final CountDownLatch considered = new CountDownLatch(1);
    private final CountDownLatch otherAsked = new CountDownLatch(1);
    private final CountDownLatch never = new CountDownLatch(1);
    private final AtomicInteger interrupted = new AtomicInteger();
    private final List<RunEvent> events = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();
    private final ConcurrentLinkedQueue<Thread> askedOn = new ConcurrentLinkedQueue<>();
    private final InMemoryJournal journal = new InMemoryJournal();

    @FunctionalInterface
    private interface Answering {
        ModelResponse answer(ModelListener listener) throws InterruptedException;
    }

    /** The first of two models; the other is asked in all tries but the first. */
    private final class Two implements ModelClient {
        private final ModelClient first;
        private final ModelClient other;

        Two(Answering first, Answering other) {
            this.first = new One(FIRST, firstAsked, first);
            this.other = new One(OTHER, otherAsked, other);
        }

        @Override
        public ModelSpec spec() {
            return FIRST;
        }

        @Override
        public ModelClient attempt(int failures) {
            if (failures > 0) {
                considered.countDown();
            }
            return failures == 0 ? first : other;
        }

        @Override
        public ModelResponse generate(ModelRequest request, ModelListener listener) {
            throw new AssertionError("a harness asks the one that the try is for");
        }
    }

    private final class One implements ModelClient {
        private final ModelSpec spec;
        private final CountDownLatch asked;
        private final Answering answering;

        One(ModelSpec spec, CountDownLatch asked, Answering answering) {
            this.spec = spec;
            this.asked = asked;
            this.answering = answering;
        }

        @Override
        public ModelSpec spec() {
            return spec;
        }

        @Override
        public ModelResponse generate(ModelRequest request, ModelListener listener) throws InterruptedException {
            askedOn.add(Thread.currentThread());
            asked.countDown();
            return answering.answer(listener);
        }
    }

    private static ModelResponse says(String words) {
        return new ModelResponse(Message.assistant(words), FinishReason.STOP, Optional.of(Usage.of(10, 5)), Map.of());
    }

    /** Says nothing until it is interrupted. */
    private ModelResponse silence() throws InterruptedException {
        try {
            never.await();
            throw new AssertionError("never gets here");
        } catch (InterruptedException e) {
            for (int i = 0; i < 1_000; i++) {
                Thread.yield(); // closing a connection takes its time
            }
            interrupted.incrementAndGet();
            throw e;
        }
    }

    private static void awaitDeafly(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                // deaf
            }
        }
    }

    private static ModelException failure(ModelException.Kind kind, int wait) {
        return new ModelException(kind, kind + "!", 0, wait == 0 ? null : Duration.ofSeconds(wait), null);
    }

    private Harness.Builder deaf(ModelClient model) {
        return Harness.builder()
                .model(model)
                .hedgeAfter(SOON)
                .recovery(RecoveryPolicy.none())
                .journal(journal)
                .ids(() -> "run");
    }

    private Harness.Builder harness(ModelClient model) {
        return deaf(model).listener(new RunListener() {
            @Override
            public void onEvent(String runId, RunEvent event) {
                events.add(event);
            }

            @Override
            public void onDelta(String runId, String text) {
                heard.add(text);
            }
        });
    }

    private RunResult run(Answering first, Answering other) {
        return harness(new Two(first, other)).build().run("x");
    }

    private <E extends RunEvent> E only(Class<E> kind) {
        assertThat(events).filteredOn(kind::isInstance).hasSize(1);
        return events.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElseThrow();
    }

    private <E extends RunEvent> void none(Class<E> kind) {
        assertThat(events).filteredOn(kind::isInstance).isEmpty();
    }

    private static Spend unheard(Spend reserved) {
        return new Spend(0, 0, reserved.tokens(), reserved.dollars(), Duration.ZERO);
    }

    @Test
    void has_the_answer_of_the_second_where_the_first_is_silent_and_both_are_booked() {
        BudgetTracker above = BudgetTracker.root("above", Budget.standard(), Clock.systemUTC());

        RunResult result = harness(new Two(listener -> silence(), listener -> {
                    firstAsked.await();
                    return says("other");
                }))
                .within(above)
                .build()
                .run("x");

        assertThat(result.answer()).isEqualTo("other");
        assertThat(interrupted).hasValue(1);
        assertThat(only(RunEvent.ModelHedged.class).model()).isEqualTo("q/other");
        RunEvent.ModelDropped dropped = only(RunEvent.ModelDropped.class);
        assertThat(dropped.hedge()).isFalse();
        assertThat(dropped.failure()).isEmpty();
        assertThat(dropped.charged())
                .isEqualTo(unheard(only(RunEvent.ModelAsked.class).reserved()));
        assertThat(result.spend().tokens()).isEqualTo(15 + dropped.charged().tokens());
        assertThat(result.spend().turns()).isEqualTo(1);
        assertThat(result.state().drawn()).isEmpty();
        assertThat(above.drawn()).isEqualTo(result.spend().withTime(Duration.ZERO));
    }

    @Test
    void has_the_answer_of_the_first_where_that_comes_before_the_second() {
        RunResult result = run(
                listener -> {
                    otherAsked.await();
                    return says("first");
                },
                listener -> silence());

        assertThat(result.answer()).isEqualTo("first");
        assertThat(interrupted).hasValue(1);
        assertThat(only(RunEvent.ModelDropped.class).hedge()).isTrue();
        assertThat(only(RunEvent.ModelDropped.class).charged())
                .isEqualTo(unheard(only(RunEvent.ModelHedged.class).reserved()));
    }

    @Test
    void is_heard_in_one_voice() {
        CountDownLatch firstBegan = new CountDownLatch(1); // before that it would not be asked at all any more
        CountDownLatch otherSpoke = new CountDownLatch(1);
        CountDownLatch firstSpoke = new CountDownLatch(1);

        RunResult result = run(
                listener -> {
                    firstBegan.countDown();
                    awaitDeafly(otherSpoke);
                    listener.onText("first");
                    firstSpoke.countDown();
                    return says("first");
                },
                listener -> {
                    firstBegan.await();
                    listener.onText("oth");
                    otherSpoke.countDown();
                    firstSpoke.await();
                    listener.onText("er");
                    return says("other");
                });

        assertThat(heard).containsExactly("oth", "er");
        assertThat(result.answer()).isEqualTo("other");
    }

    @Test
    void is_told_on_the_thread_that_drives_it() {
        List<Thread> threads = new ArrayList<>();

        deaf(new Two(listener -> silence(), listener -> {
                    listener.onText("other");
                    return says("other");
                }))
                .listener(new RunListener() {
                    @Override
                    public void onEvent(String runId, RunEvent event) {
                        threads.add(Thread.currentThread());
                    }

                    @Override
                    public void onDelta(String runId, String text) {
                        threads.add(Thread.currentThread());
                    }
                })
                .build()
                .run("x");

        assertThat(threads).hasSizeGreaterThan(1).containsOnly(threads.get(0));
    }

    @Test
    void is_not_asked_again_where_the_first_has_begun_to_think() {
        CountDownLatch thought = new CountDownLatch(1);
        Answering first = listener -> {
            listener.onThinking("hm");
            thought.countDown();
            return says("first");
        };
        Harness harness = harness(new Two(first, listener -> silence()))
                .hedgeAfter(Duration.ofDays(1))
                .build();

        assertThat(harness.run("x").answer()).isEqualTo("first");
        none(RunEvent.ModelHedged.class);
    }

    @Test
    void asks_the_same_model_again_where_there_is_no_other() {
        AtomicInteger asked = new AtomicInteger();
        ModelClient alone =
                new One(FIRST, firstAsked, listener -> asked.incrementAndGet() == 1 ? silence() : says("again"));

        RunResult result = harness(alone).build().run("x");

        assertThat(result.answer()).isEqualTo("again");
        assertThat(only(RunEvent.ModelHedged.class).prompt())
                .isEqualTo(only(RunEvent.ModelAsked.class).prompt());
    }

    @ParameterizedTest
    @CsvSource({"399", "100", "-1"})
    void waits_for_the_first_where_the_budget_has_no_room_for_as_long_an_answer(int room) {
        harness(new Two(listener -> says("probe"), listener -> silence()))
                .hedgeAfter(Duration.ofDays(1))
                .build()
                .run("x");
        RunEvent.ModelAsked asked = only(RunEvent.ModelAsked.class);
        long input = asked.reserved().tokens() - asked.maxOutputTokens();
        events.clear();

        RunResult result = harness(new Two(
                        listener -> {
                            considered.await();
                            return says("first");
                        },
                        listener -> says("other, cut off")))
                .ids(() -> "narrow")
                .budget(Budget.of(Limit.tokens(input + 500 + input + room)).closingShare(0))
                .build()
                .run("x");

        assertThat(result.outcome()).isEqualTo(new Outcome.Completed("first"));
        none(RunEvent.ModelHedged.class);
        none(RunEvent.LimitReached.class);
        assertThat(result.spend().tokens()).isEqualTo(15);
        assertThat(otherAsked.getCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"OVERLOADED", "TIMEOUT"})
    void goes_on_with_the_second_where_the_first_fails(ModelException.Kind kind) {
        CountDownLatch dropped = new CountDownLatch(1);
        Answering first = listener -> {
            otherAsked.await();
            throw failure(kind, 0);
        };
        RunResult result = harness(new Two(first, listener -> {
                    dropped.await();
                    return says("other");
                }))
                .listener(new RunListener() {
                    @Override
                    public void onEvent(String runId, RunEvent event) {
                        if (event instanceof RunEvent.ModelDropped) {
                            dropped.countDown();
                        }
                    }
                })
                .build()
                .run("x");

        assertThat(result.answer()).isEqualTo("other");
        RunEvent.ModelDropped failed = only(RunEvent.ModelDropped.class);
        assertThat(failed.failure()).contains(kind);
        assertThat(failed.charged())
                .isEqualTo(
                        kind == ModelException.Kind.OVERLOADED
                                ? Spend.NONE
                                : unheard(only(RunEvent.ModelAsked.class).reserved()));
        assertThat(result.spend().tokens()).isEqualTo(15 + failed.charged().tokens());
        none(RunEvent.ModelFailed.class);
    }

    @Test
    void goes_on_with_the_first_where_the_second_fails() {
        CountDownLatch dropped = new CountDownLatch(1);
        RunResult result = harness(new Two(
                        listener -> {
                            dropped.await();
                            return says("first");
                        },
                        listener -> {
                            throw failure(ModelException.Kind.AUTHENTICATION, 0);
                        }))
                .listener(new RunListener() {
                    @Override
                    public void onEvent(String runId, RunEvent event) {
                        if (event instanceof RunEvent.ModelDropped) {
                            dropped.countDown();
                        }
                    }
                })
                .build()
                .run("x");

        assertThat(result.answer()).isEqualTo("first");
        assertThat(only(RunEvent.ModelDropped.class).hedge()).isTrue();
        assertThat(result.spend().tokens()).isEqualTo(15);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fails_as_the_first_did_where_both_fail_and_waits_as_long_as_the_longer_asks(boolean firstFailsFirst) {
        CountDownLatch dropped = new CountDownLatch(1);
        Answering first = listener -> {
            (firstFailsFirst ? otherAsked : dropped).await();
            throw failure(ModelException.Kind.TIMEOUT, 3);
        };
        Answering other = listener -> {
            (firstFailsFirst ? dropped : firstAsked).await();
            throw failure(ModelException.Kind.OVERLOADED, 7);
        };
        RunResult result = harness(new Two(first, other))
                .listener(new RunListener() {
                    @Override
                    public void onEvent(String runId, RunEvent event) {
                        if (event instanceof RunEvent.ModelDropped) {
                            dropped.countDown();
                        }
                    }
                })
                .build()
                .run("x");

        RunEvent.ModelFailed failed = only(RunEvent.ModelFailed.class);
        assertThat(result.outcome().code()).isEqualTo("failed");
        assertThat(failed.kind()).isEqualTo(ModelException.Kind.TIMEOUT);
        assertThat(failed.message()).isEqualTo("TIMEOUT!; asked besides: OVERLOADED!");
        assertThat(failed.retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(only(RunEvent.ModelDropped.class).hedge()).isEqualTo(!firstFailsFirst);
        assertThat(result.spend().tokens())
                .isEqualTo(only(RunEvent.ModelAsked.class).reserved().tokens());
        assertThat(result.state().failures()).isEqualTo(1);
    }

    @Test
    void fails_where_the_one_that_spoke_breaks_off() {
        run(
                listener -> {
                    otherAsked.await();
                    throw failure(ModelException.Kind.OVERLOADED, 9);
                },
                listener -> {
                    awaitDeafly(firstAsked);
                    listener.onText("oth");
                    throw failure(ModelException.Kind.INTERRUPTED_STREAM, 0);
                });

        RunEvent.ModelFailed failed = only(RunEvent.ModelFailed.class);
        assertThat(failed.kind()).isEqualTo(ModelException.Kind.INTERRUPTED_STREAM);
        assertThat(failed.retryable()).isFalse();
        assertThat(failed.retryAfter()).isEmpty();
    }

    @Test
    void is_tried_again_where_nobody_heard_the_beginning_of_what_broke_off() {
        AtomicInteger asked = new AtomicInteger();
        ModelClient alone = new One(FIRST, firstAsked, listener -> {
            listener.onText("be");
            if (asked.incrementAndGet() == 1) {
                throw failure(ModelException.Kind.INTERRUPTED_STREAM, 0);
            }
            return says("whole");
        });

        RunResult result = deaf(alone)
                .hedgeAfter(Duration.ofDays(1))
                .recovery((failure, failures) -> failure.retryable() ? Optional.of(Backoff.NONE) : Optional.empty())
                .build()
                .run("x");

        assertThat(result.answer()).isEqualTo("whole");
    }

    @Test
    void stops_both_and_books_both_when_it_is_cancelled() {
        Thread driving = Thread.currentThread();

        RunResult result = run(listener -> silence(), listener -> {
            firstAsked.await();
            driving.interrupt();
            return silence();
        });

        assertThat(Thread.interrupted()).isTrue();
        assertThat(result.outcome()).isEqualTo(new Outcome.Cancelled());
        assertThat(interrupted).hasValue(2);
        assertThat(result.spend().tokens()).isEqualTo(reserved());
        assertThat(RunState.replay(journal.read("run")).spend()).isEqualTo(result.spend());
    }

    @Test
    void stops_both_and_books_both_when_its_time_is_up() {
        Limit limit = Limit.time(Duration.ofSeconds(1));

        RunResult result = harness(new Two(listener -> silence(), listener -> silence()))
                .budget(Budget.of(limit))
                .recovery(RecoveryPolicy.standard())
                .build()
                .run("x");

        assertThat(result.outcome()).isEqualTo(new Outcome.BudgetExhausted("run", limit));
        assertThat(interrupted).hasValue(2);
        assertThat(result.spend().tokens()).isEqualTo(reserved());
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    private long reserved() {
        return only(RunEvent.ModelAsked.class).reserved().tokens()
                + only(RunEvent.ModelHedged.class).reserved().tokens();
    }

    @Test
    void does_not_wait_for_a_client_that_obeys_no_interrupt() {
        RunResult result = run(
                listener -> {
                    awaitDeafly(never);
                    return says("too late");
                },
                listener -> says("other"));
        never.countDown();

        assertThat(result.answer()).isEqualTo("other");
    }

    @Test
    void ends_where_a_client_throws_what_it_may_not() {
        RunResult result = run(listener -> silence(), listener -> {
            firstAsked.await();
            throw new IllegalStateException("a bug");
        });

        assertThat(result.outcome().code()).isEqualTo("failed");
        assertThat(result.outcome().reason()).contains("a bug");
        assertThat(interrupted).hasValue(1);
        assertThat(result.spend().tokens()).isEqualTo(reserved());
    }

    @Test
    void asks_nobody_of_whom_the_journal_does_not_know() {
        BudgetTracker above = BudgetTracker.root("tenant", Budget.of(Limit.tokens(1_000_000)), Clock.systemUTC());
        Harness harness = harness(new Two(listener -> silence(), listener -> says("other")))
                .within(above)
                .journal(new BrokenJournal(RunEvent.ModelHedged.class))
                .build();

        assertThatThrownBy(() -> harness.run("x")).isInstanceOf(JournalException.class);

        assertThat(otherAsked.getCount()).isEqualTo(1);
        long first = only(RunEvent.ModelAsked.class).reserved().tokens();
        assertThat(above.spent().tokens()).isEqualTo(first);
        assertThat(above.room().tokens()).isEqualTo(1_000_000 - first);
    }

    @Test
    void is_no_other_run_once_it_is_resumed_after_any_of_its_events() {
        RunResult whole = run(listener -> silence(), listener -> says("other"));
        List<RunEvent> log = journal.read("run");
        List<Long> unheard = new ArrayList<>();

        for (int cut = 1; cut < log.size(); cut++) {
            InMemoryJournal left = new InMemoryJournal();
            log.subList(0, cut).forEach(event -> left.append("run", event));
            RunResult resumed = deaf(new Two(listener -> says("other"), listener -> silence()))
                    .hedgeAfter(Duration.ofDays(1))
                    .journal(left)
                    .build()
                    .resume("run");
            unheard.add(resumed.spend().tokens() - 15);
            assertThat(resumed.answer()).isEqualTo("other");
            assertThat(RunState.replay(left.read("run")).spend()).isEqualTo(resumed.spend());
        }

        long first = only(RunEvent.ModelAsked.class).reserved().tokens();
        long both = reserved();
        assertThat(log)
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly("Started", "ModelAsked", "ModelHedged", "ModelDropped", "ModelReplied", "Ended");
        assertThat(unheard).containsExactly(0L, first, both, both, first);
        assertThat(whole.spend().tokens()).isEqualTo(first + 15);
    }

    @Test
    void has_no_input_bounded_by_what_another_model_counted() {
        AtomicInteger turn = new AtomicInteger();
        CountDownLatch silent = new CountDownLatch(1);
        ModelClient first = new One(FIRST, firstAsked, listener -> switch (turn.incrementAndGet()) {
            case 1 -> {
                silent.countDown();
                yield silence();
            }
            case 2 -> calling("2");
            default -> says("done");
        });
        ModelClient other = new One(OTHER, otherAsked, listener -> {
            silent.await();
            return calling("1");
        });
        ModelClient both = new ModelClient() {
            @Override
            public ModelSpec spec() {
                return FIRST;
            }

            @Override
            public ModelClient attempt(int failures) {
                return failures == 0 || turn.get() > 1 ? first : other;
            }

            @Override
            public ModelResponse generate(ModelRequest request, ModelListener listener) {
                throw new AssertionError("a harness asks the one that the try is for");
            }
        };

        harness(both)
                .tools(Fixtures.echo())
                .permission(PermissionPolicy.allowAll())
                .build()
                .run("Go. " + "word ".repeat(2_000));

        List<Long> inputs = events.stream()
                .filter(RunEvent.ModelAsked.class::isInstance)
                .map(RunEvent.ModelAsked.class::cast)
                .map(asked -> asked.reserved().tokens() - asked.maxOutputTokens())
                .toList();
        assertThat(inputs.get(1)).isGreaterThan(10_000); // the other counted 10
        assertThat(inputs.get(2)).isLessThan(2_000); // its own count
    }

    private static ModelResponse calling(String id) {
        List<Content> call = List.of(new ToolCall(id, "echo", "{\"text\":\"x\"}"));
        return new ModelResponse(
                Message.assistant(call), FinishReason.TOOL_CALLS, Optional.of(Usage.of(10, 5)), Map.of());
    }

    @ParameterizedTest
    @CsvSource({"true, 250, 150", "true, 100, 0", "false, 1500, 500", "false, 900, 0"})
    void learns_of_a_larger_input_only_from_the_bound_of_the_one_that_answered(boolean hedge, int counted, int more) {
        run(listener -> says("x"), listener -> silence());
        RunState before = RunState.replay(events.subList(0, 1));
        List<RunEvent> hedged = List.of(
                new RunEvent.ModelAsked(
                        before.startedAt(), 1, "p/first", Spend.modelCall(150, BigDecimal.ZERO), 50, "a"),
                new RunEvent.ModelHedged(
                        before.startedAt(), "q/other", Spend.modelCall(1_050, BigDecimal.ZERO), 50, "b"),
                new RunEvent.ModelDropped(before.startedAt(), hedge, Optional.empty(), "", Spend.NONE),
                new RunEvent.ModelReplied(
                        before.startedAt(),
                        Message.assistant("x"),
                        FinishReason.STOP,
                        Optional.of(Usage.of(counted, 5)),
                        Spend.NONE,
                        Map.of()));

        RunState after = before;
        for (RunEvent event : hedged) {
            after = event.applyTo(after);
        }

        assertThat(after.inputSurplus()).isEqualTo(more);
        assertThat(after.knownPrompt()).isEqualTo(hedge ? "a" : "b");
    }

    @Nested
    @DisplayName("is asked for by the thread that drives it")
    class Alone {

        @Test
        void unless_it_is_told_to_hedge() {
            List<Thread> driving = new ArrayList<>();
            Harness.builder()
                    .model(new Two(listener -> says("first"), listener -> silence()))
                    .listener((runId, event) -> driving.add(Thread.currentThread()))
                    .build()
                    .run("x");

            assertThat(askedOn).containsExactly(driving.get(0));
        }

        @Test
        void also_where_it_is_the_closing_turn() {
            AtomicInteger turn = new AtomicInteger();
            List<Thread> driving = new ArrayList<>();
            RunResult result = harness(new One(
                            FIRST, firstAsked, listener -> turn.incrementAndGet() == 1 ? calling("1") : says("so far")))
                    .tools(Fixtures.echo())
                    .permission(PermissionPolicy.allowAll())
                    .hedgeAfter(Duration.ofDays(1))
                    .budget(Budget.of(Limit.turns(1)))
                    .listener((runId, event) -> driving.add(Thread.currentThread()))
                    .build()
                    .run("x");

            assertThat(result.answer()).isEqualTo("so far");
            assertThat(askedOn).last().isEqualTo(driving.get(0));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT2562047788015215H"})
    void is_so_after_a_while_that_somebody_would_wait(Duration never) {
        assertThatThrownBy(() -> Harness.builder().hedgeAfter(never))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(never.toString());
    }
}
