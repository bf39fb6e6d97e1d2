package dev.agentharness.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentharness.Harness;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.budget.Meter;
import dev.agentharness.model.FinishReason;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelException.Kind;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.recovery.RecoveryPolicy;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunResult;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A circuit breaker around a model")
@Timeout(60)
class CircuitBreakingTest {

    private static final Duration OPEN = Duration.ofSeconds(30);

    private final HandClock clock = new HandClock();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile Behaviour behaviour = request -> answer();
    private ModelClient model = CircuitBreaking.around(new Fake())
            .leastCalls(3)
            .openFor(OPEN)
            .clock(clock)
            .build();

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"OVERLOADED", "SERVER_ERROR", "CONNECTION", "TIMEOUT", "INVALID_RESPONSE", "INTERRUPTED_STREAM"})
    void opens_after_failures_that_speak_of_the_providers_health(Kind kind) {
        behaviour = failing(kind);

        fail(3);

        assertThat(failure()).hasMessageContaining("circuit breaker is open");
        assertThat(calls).hasValue(3);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"OVERLOADED", "SERVER_ERROR", "CONNECTION", "TIMEOUT", "INVALID_RESPONSE", "INTERRUPTED_STREAM"},
            mode = EnumSource.Mode.EXCLUDE)
    void does_not_count_what_is_refused(Kind kind) {
        behaviour = failing(kind);

        fail(50);

        assertThat(calls).hasValue(50);
        assertThat(model).asString().contains("CLOSED");
    }

    @Test
    void stays_closed_while_most_calls_succeed() throws Exception {
        for (int i = 0; i < 50; i++) {
            behaviour = i % 3 == 2 ? failing(Kind.SERVER_ERROR) : request -> answer();
            var unused = catchThrowable(this::ask);
        }

        assertThat(calls).hasValue(50);
    }

    @Test
    void has_nothing_against_slow_models() throws Exception {
        behaviour = request -> {
            clock.forward(Duration.ofMinutes(10));
            return answer();
        };
        for (int i = 0; i < 50; i++) {
            ask();
        }

        assertThat(calls).hasValue(50);
    }

    @Test
    void says_while_open_which_model_was_not_asked_why_and_when_to_come_back() {
        open();
        clock.forward(Duration.ofSeconds(10));

        ModelException failure = failure();

        assertThat(failure.kind()).isEqualTo(Kind.OVERLOADED);
        assertThat(failure.retryable()).isTrue();
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(20));
        assertThat(failure)
                .hasMessage("somebody/m was not asked: its circuit breaker is open for another PT20S "
                        + "(last failure: SERVER_ERROR, no)");
    }

    @Test
    void lets_calls_through_again_after_the_wait_it_asks_for() throws Exception {
        open();
        clock.forward(failure().retryAfter().orElseThrow());
        behaviour = request -> answer();

        ask();

        assertThat(calls).hasValue(4);
    }

    @Test
    void closes_when_the_trials_succeed() throws Exception {
        halfOpen();
        behaviour = request -> answer();

        ask();
        ask();

        assertThat(model).asString().contains("CLOSED");
    }

    @Test
    void opens_again_when_a_trial_fails() {
        halfOpen();

        fail(1);

        assertThat(failure().retryAfter()).contains(OPEN);
        assertThat(calls).hasValue(4);
    }

    @Test
    void opens_again_when_a_trial_fails_whatever_share_of_failures_it_bears_otherwise() throws Exception {
        model = CircuitBreaking.around(new Fake())
                .leastCalls(3)
                .failureShare(0.9)
                .openFor(OPEN)
                .clock(clock)
                .build();
        halfOpen();
        behaviour = request -> answer();
        ask();
        behaviour = failing(Kind.SERVER_ERROR);

        fail(1);

        assertThat(model).asString().contains("(OPEN)");
    }

    @Test
    void refuses_further_calls_while_the_trials_are_under_way() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        List<FutureTask<Throwable>> trials = trialsUntil(goOn);

        ModelException failure = failure();
        goOn.countDown();

        assertThat(failure).hasMessageContaining("half open");
        assertThat(failure.kind()).isEqualTo(Kind.OVERLOADED);
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(15));
        for (FutureTask<Throwable> trial : trials) {
            assertThat(trial.get()).isNull();
        }
        assertThat(calls).hasValue(5);
    }

    @Test
    void lets_another_call_through_where_the_trials_take_long() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        List<FutureTask<Throwable>> trials = trialsUntil(goOn);
        behaviour = request -> answer();

        clock.forward(Duration.ofSeconds(14));
        ModelException early = failure();
        clock.forward(Duration.ofSeconds(1));
        ask();
        ModelException soonAgain = failure();
        clock.forward(Duration.ofSeconds(15));
        ask();

        assertThat(early.retryAfter()).contains(Duration.ofSeconds(1));
        assertThat(soonAgain.retryAfter()).contains(Duration.ofSeconds(15));
        assertThat(model).asString().contains("CLOSED");
        goOn.countDown();
        for (FutureTask<Throwable> trial : trials) {
            assertThat(trial.get()).isNull();
        }
    }

    @Test
    void is_not_kept_half_open_by_a_clock_that_is_put_back() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        List<FutureTask<Throwable>> trials = trialsUntil(goOn);
        behaviour = request -> answer();

        clock.forward(Duration.ofHours(-1));
        ask();

        goOn.countDown();
        for (FutureTask<Throwable> trial : trials) {
            assertThat(trial.get()).isNull();
        }
    }

    /** As many trial calls as there may be, which wait to be answered. */
    private List<FutureTask<Throwable>> trialsUntil(CountDownLatch goOn) throws InterruptedException {
        halfOpen();
        CountDownLatch asked = new CountDownLatch(2);
        behaviour = request -> {
            asked.countDown();
            goOn.await();
            return answer();
        };
        List<FutureTask<Throwable>> trials = List.of(asking(), asking());
        asked.await();
        return trials;
    }

    @Test
    void gives_a_trial_back_that_was_interrupted() throws Exception {
        halfOpen();
        behaviour = request -> {
            throw new InterruptedException();
        };
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(this::ask).isInstanceOf(InterruptedException.class);
        }
        behaviour = request -> answer();

        ask();
        ask();

        assertThat(model).asString().contains("CLOSED");
    }

    @Test
    void gives_a_trial_back_that_was_refused_or_whose_listener_threw() throws Exception {
        halfOpen();
        behaviour = failing(Kind.INVALID_REQUEST);
        fail(10);
        behaviour = request -> {
            throw new IllegalStateException("the listener's");
        };
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(this::ask).hasMessage("the listener's");
        }

        assertThat(model).asString().contains("HALF_OPEN");
        assertThat(calls).hasValue(23);
    }

    @Test
    void is_not_kept_open_by_a_clock_that_is_put_back() {
        open();
        clock.forward(Duration.ofHours(-5));

        assertThat(failure().retryAfter()).contains(OPEN);
        clock.forward(OPEN);
        assertThat(failure()).hasMessage("no");
    }

    @Test
    void hears_nothing_of_calls_that_began_before_it_opened() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        behaviour = request -> {
            asked.countDown();
            goOn.await();
            throw new ModelException(Kind.SERVER_ERROR, "late", null);
        };
        FutureTask<Throwable> slow = asking();
        asked.await();
        halfOpen();
        behaviour = request -> answer();
        ask();
        goOn.countDown();
        assertThat(slow.get()).hasMessage("late");

        ask();

        assertThat(model).asString().contains("CLOSED");
    }

    @Test
    void does_not_blame_a_model_for_callers_who_have_no_time() {
        Duration time = Duration.ofSeconds(1);
        behaviour = request -> {
            clock.forward(time);
            throw new ModelException(Kind.TIMEOUT, "no", null);
        };
        for (int i = 0; i < 50; i++) {
            assertThatThrownBy(() -> model.generate(
                            Requests.saying("?").toBuilder().timeout(time).build(), ModelListener.none()))
                    .hasMessage("no");
        }

        assertThat(model).asString().contains("CLOSED");
    }

    @Test
    void takes_the_place_of_another() {
        assertThat(CircuitBreaking.wrap(model)).hasToString(model.toString());
    }

    @Test
    void lets_no_call_slip_through_and_loses_none_of_many_threads() throws Exception {
        int threads = 16;
        int rounds = 200;
        open();
        behaviour = request -> answer();
        AtomicInteger answered = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        CyclicBarrier together = new CyclicBarrier(threads);
        List<FutureTask<Throwable>> tasks = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            int number = thread;
            tasks.add(start(() -> {
                for (int round = 0; round < rounds; round++) {
                    together.await();
                    if (number == 0 && round == rounds / 2) {
                        clock.forward(OPEN);
                    }
                    together.await();
                    Throwable thrown = catchThrowable(this::ask);
                    (thrown == null ? answered : refused).incrementAndGet();
                }
                return null;
            }));
        }
        for (FutureTask<Throwable> task : tasks) {
            assertThat(task.get()).isNull();
        }

        assertThat(calls).hasValue(3 + answered.get());
        assertThat(refused.get()).isBetween(threads * rounds / 2, threads * rounds / 2 + threads);
        assertThat(model).asString().contains("CLOSED");
    }

    @Test
    void needs_no_more_calls_than_its_window_holds() {
        ModelClient small =
                CircuitBreaking.around(new Fake()).window(2).leastCalls(5).build();
        behaviour = failing(Kind.SERVER_ERROR);
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> small.generate(Requests.saying("?"), ModelListener.none()))
                    .isInstanceOf(ModelException.class);
        }

        assertThat(calls).hasValue(2);
    }

    @Test
    void is_made_with_thresholds_that_make_sense() {
        CircuitBreaking.Builder builder = CircuitBreaking.around(model);

        assertThatThrownBy(() -> builder.failureShare(0)).hasMessageContaining("failureShare");
        assertThatThrownBy(() -> builder.failureShare(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> builder.failureShare(1.1)).hasMessageContaining("1.1");
        assertThatThrownBy(() -> builder.leastCalls(0)).hasMessageContaining("leastCalls");
        assertThatThrownBy(() -> builder.window(-1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> builder.trialCalls(0)).hasMessageContaining("trialCalls");
        assertThatThrownBy(() -> builder.openFor(Duration.ZERO)).hasMessageContaining("PT0S");
    }

    @Test
    void ends_a_storm_of_retries_and_lets_the_next_run_fail_at_once() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        try (RawServer server = new RawServer(exchange -> {
            requests.incrementAndGet();
            exchange.send("HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n");
        })) {
            ModelClient broken = CircuitBreaking.wrap(
                    OpenAiChat.builder().model("m").baseUrl(server.url()).build());
            Harness.Builder patient = Harness.builder()
                    .model(broken)
                    .budget(Budget.of(Limit.turns(1_000), Limit.tokens(1_000_000), Limit.time(Duration.ofSeconds(20))))
                    .recovery(RecoveryPolicy.exponential(Integer.MAX_VALUE, Duration.ofMillis(1)));

            RunResult first = patient.build().run("Hello.");
            RunResult second = patient.build().run("Hello.");
            RunResult third = patient.recovery(RecoveryPolicy.none()).build().run("Hello.");

            assertThat(requests).hasValue(5);
            // To wait for the breaker would outlast the run's time, so it does not even begin to.
            assertThat(first.outcome())
                    .isInstanceOfSatisfying(Outcome.BudgetExhausted.class, CircuitBreakingTest::isTime);
            assertThat(second.outcome())
                    .isInstanceOfSatisfying(Outcome.BudgetExhausted.class, CircuitBreakingTest::isTime);
            assertThat(third.outcome()).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                assertThat(failed.failure().kind()).isEqualTo("model.overloaded");
                assertThat(failed.reason()).contains("openai/m", "circuit breaker is open", "answered 503");
            });
            assertThat(first.spend().tokens()).isZero();
        }
    }

    private static void isTime(Outcome.BudgetExhausted exhausted) {
        assertThat(exhausted.limit().meter()).isEqualTo(Meter.TIME);
    }

    private void open() {
        behaviour = failing(Kind.SERVER_ERROR);
        fail(3);
        assertThat(model).asString().contains("OPEN");
    }

    private void halfOpen() {
        open();
        clock.forward(OPEN);
    }

    private ModelResponse ask() throws InterruptedException {
        return model.generate(Requests.saying("?"), ModelListener.none());
    }

    private ModelException failure() {
        return catchThrowableOfType(ModelException.class, this::ask);
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(failure()).hasMessage("no");
        }
    }

    /** A call on a thread of its own; its result is what it threw. */
    private FutureTask<Throwable> asking() {
        return start(() -> catchThrowable(this::ask));
    }

    private static FutureTask<Throwable> start(Callable<Throwable> work) {
        FutureTask<Throwable> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "caller");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private static Behaviour failing(Kind kind) {
        return request -> {
            throw new ModelException(kind, "no", null);
        };
    }

    private static ModelResponse answer() {
        return new ModelResponse(Message.assistant(List.of()), FinishReason.STOP, Optional.empty(), Map.of());
    }

    private interface Behaviour {
        ModelResponse answer(ModelRequest request) throws InterruptedException;
    }

    private final class Fake implements ModelClient {
        private final ModelSpec spec = ModelSpec.builder("somebody", "m").build();

        @Override
        public ModelSpec spec() {
            return spec;
        }

        @Override
        public ModelResponse generate(ModelRequest request, ModelListener listener) throws InterruptedException {
            calls.incrementAndGet();
            return behaviour.answer(request);
        }
    }

    /** A clock that is moved by hand. */
    private static final class HandClock extends Clock {
        private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void forward(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
