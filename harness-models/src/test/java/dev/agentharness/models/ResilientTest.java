package dev.agentharness.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentharness.Harness;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.model.FinishReason;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelException.Kind;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.Price;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ScriptedModel.Answer;
import dev.agentharness.model.Usage;
import dev.agentharness.recovery.RecoveryPolicy;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A chain of models")
class ResilientTest {

    private static final ModelSpec FIRST = spec("first", "1", "10");
    private static final ModelSpec SECOND = spec("second", "3", "5");

    private static ModelSpec spec(String name, String input, String output) {
        return ModelSpec.builder("p", name)
                .price(Price.perMillion(input, output))
                .build();
    }

    private static Answer answers(String text) {
        return request -> ModelResponse.of(Message.assistant(text), FinishReason.STOP, Usage.of(1_000, 100));
    }

    @Nested
    @DisplayName("in a harness")
    class InAHarness {

        private final List<RunEvent> events = new ArrayList<>();

        private RunResult run(ModelClient model) {
            return Harness.builder()
                    .model(model)
                    .recovery(RecoveryPolicy.exponential(4, Duration.ofNanos(1)))
                    .listener((run, event) -> events.add(event))
                    .build()
                    .run("Go.");
        }

        @ParameterizedTest
        @EnumSource(
                value = Kind.class,
                names = {"RATE_LIMITED", "OVERLOADED", "SERVER_ERROR", "AUTHENTICATION", "NOT_FOUND", "QUOTA_EXHAUSTED"
                })
        void goes_on_with_the_next_at_that_ones_price(Kind kind) {
            ScriptedModel first = ScriptedModel.of(FIRST, ScriptedModel.fails(kind, "no"));
            ScriptedModel second = ScriptedModel.of(SECOND, answers("done"));

            RunResult result = run(Resilient.chain(first, second));

            assertThat(result.outcome()).isInstanceOf(Outcome.Completed.class);
            assertThat(result.spend().dollars()).isEqualByComparingTo("0.0035");
            assertThat(events)
                    .filteredOn(event -> event instanceof RunEvent.ModelAsked
                            || event instanceof RunEvent.ModelFailed
                            || event instanceof RunEvent.ModelReplied)
                    .extracting(event -> event.getClass().getSimpleName())
                    .containsExactly("ModelAsked", "ModelFailed", "ModelAsked", "ModelReplied");
        }

        @Test
        void goes_on_with_the_next_where_a_provider_asks_not_to_be_tried_again() {
            ScriptedModel first = ScriptedModel.of(FIRST, request -> {
                throw new ModelException(Kind.OVERLOADED, "no", null).withRetryable(false);
            });
            ScriptedModel second = ScriptedModel.of(SECOND, answers("done"));

            assertThat(run(Resilient.chain(first, second)).outcome()).isInstanceOf(Outcome.Completed.class);
            assertThat(run(Resilient.chain(first)).outcome()).isInstanceOf(Outcome.Failed.class);
        }

        @ParameterizedTest
        @EnumSource(
                value = Kind.class,
                names = {"CONNECTION", "TIMEOUT", "INVALID_RESPONSE"})
        void books_what_the_first_may_have_billed(Kind kind) {
            ScriptedModel first = ScriptedModel.of(FIRST, ScriptedModel.fails(kind, "no"));
            ScriptedModel second = ScriptedModel.of(SECOND, answers("done"));

            RunResult result = run(Resilient.chain(first, second));

            RunEvent.ModelAsked asked = events.stream()
                    .filter(RunEvent.ModelAsked.class::isInstance)
                    .map(RunEvent.ModelAsked.class::cast)
                    .findFirst()
                    .orElseThrow();
            assertThat(result.outcome()).isInstanceOf(Outcome.Completed.class);
            assertThat(result.spend().tokens()).isEqualTo(asked.reserved().tokens() + 1_100);
        }

        @ParameterizedTest
        @EnumSource(
                value = Kind.class,
                names = {"INVALID_REQUEST", "INTERRUPTED_STREAM", "CONTEXT_TOO_LONG"})
        void leaves_alone_what_another_cannot_mend_or_must_not_repeat(Kind kind) {
            ScriptedModel second = ScriptedModel.of(SECOND);

            RunResult result = run(Resilient.chain(ScriptedModel.of(FIRST, ScriptedModel.fails(kind, "no")), second));

            assertThat(result.outcome()).isInstanceOf(Outcome.Failed.class);
            assertThat(second.requests()).isEmpty();
        }

        @Test
        void does_not_wait_for_the_first_when_another_is_well() {
            ModelClient busy = client(FIRST, request -> {
                throw new ModelException(Kind.RATE_LIMITED, "no", 429, Duration.ofHours(1), null);
            });

            RunResult result = run(Resilient.chain(busy, ScriptedModel.of(SECOND, answers("done"))));

            assertThat(result.outcome()).isInstanceOf(Outcome.Completed.class);
        }

        @Test
        void does_not_ask_a_model_that_is_ill() throws Exception {
            ScriptedModel ill = ScriptedModel.of(FIRST, ScriptedModel.fails(Kind.SERVER_ERROR, "no"));
            ModelClient breaking = CircuitBreaking.around(ill).leastCalls(1).build();
            assertThatThrownBy(() -> breaking.generate(Requests.saying("?"), ModelListener.none()))
                    .isInstanceOf(ModelException.class);

            RunResult result = run(Resilient.chain(breaking, ScriptedModel.of(SECOND, answers("done"))));

            assertThat(result.outcome()).isInstanceOf(Outcome.Completed.class);
            assertThat(ill.requests()).hasSize(1);
            assertThat(events).noneMatch(RunEvent.ModelFailed.class::isInstance);
        }

        @Test
        void goes_round_until_the_policy_gives_up() {
            ScriptedModel first = failing(FIRST);
            ScriptedModel second = failing(SECOND);

            RunResult result = run(Resilient.chain(first, second));

            assertThat(result.outcome()).isInstanceOf(Outcome.Failed.class);
            assertThat(first.requests()).hasSize(2);
            assertThat(second.requests()).hasSize(2);
        }

        @Test
        void gives_up_on_none_before_it_had_its_try() {
            ScriptedModel last = ScriptedModel.of(SECOND, answers("done"));

            RunResult result = run(Resilient.chain(
                    failing(FIRST), failing(FIRST), failing(FIRST), failing(FIRST), failing(FIRST), last));

            assertThat(result.outcome()).isInstanceOf(Outcome.Completed.class);
            assertThat(last.requests()).hasSize(1);
        }

        @Test
        void gives_up_at_once_if_its_policy_does() {
            ScriptedModel second = ScriptedModel.of(SECOND);

            RunResult result = Harness.builder()
                    .model(Resilient.chain(failing(FIRST), second, failing(SECOND)))
                    .recovery(RecoveryPolicy.none())
                    .build()
                    .run("Go.");

            assertThat(result.outcome()).isInstanceOf(Outcome.Failed.class);
            assertThat(second.requests()).isEmpty();
        }

        @Test
        void does_not_come_round_to_who_asked_for_a_longer_wait_than_there_is_time() {
            ScriptedModel first = limited(FIRST);
            ScriptedModel second = limited(SECOND);

            RunResult result = run(Resilient.chain(first, second));

            assertThat(result.outcome()).isInstanceOf(Outcome.BudgetExhausted.class);
            assertThat(first.requests()).hasSize(1);
            assertThat(second.requests()).hasSize(1);
        }

        @ParameterizedTest
        @EnumSource(
                value = Kind.class,
                names = {"AUTHENTICATION", "NOT_FOUND", "QUOTA_EXHAUSTED"})
        void does_not_ask_who_has_to_be_mended_first_at_every_turn(Kind kind) {
            ScriptedModel first = ScriptedModel.of(FIRST, ScriptedModel.fails(kind, "no"));
            ModelClient chain = Resilient.chain(first, ScriptedModel.of(SECOND, answers("one"), answers("two")));

            assertThat(run(chain).answer()).isEqualTo("one");
            assertThat(run(chain).answer()).isEqualTo("two");

            assertThat(first.requests()).hasSize(1);
        }

        @ParameterizedTest
        @EnumSource(
                value = Kind.class,
                names = {"AUTHENTICATION", "NOT_FOUND", "QUOTA_EXHAUSTED"})
        void ends_when_all_have_to_be_mended(Kind kind) {
            ScriptedModel first = ScriptedModel.of(FIRST, ScriptedModel.fails(kind, "no"));
            ScriptedModel second = ScriptedModel.of(SECOND, ScriptedModel.fails(kind, "neither"));

            RunResult result = run(Resilient.chain(first, second));

            assertThat(result.outcome())
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.failure().message()).isEqualTo("neither"));
        }

        @Test
        void repeats_calls_in_one_place_however_it_is_made_of_chains() {
            ScriptedModel first = failing(FIRST);
            ScriptedModel second = failing(SECOND);

            run(Resilient.wrap(Resilient.chain(Resilient.wrap(first), second)));

            assertThat(first.requests()).hasSize(2);
            assertThat(second.requests()).hasSize(2);
            assertThat(events).filteredOn(RunEvent.ModelAsked.class::isInstance).hasSize(4);
        }

        @Test
        void takes_no_breaker_around_the_breakers_of_its_models() {
            ModelClient chain = Resilient.chain(ScriptedModel.of(FIRST), ScriptedModel.of(SECOND));

            assertThatThrownBy(() -> CircuitBreaking.wrap(chain))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("p/first")
                    .hasMessageContaining("before each of its models");
        }

        @Test
        void lets_the_longer_of_two_waits_count() {
            Instant[] now = {Instant.EPOCH};
            Resilient chain = new Resilient(
                    List.of(ScriptedModel.of(FIRST, waiting(60), waiting(1)), ScriptedModel.of(SECOND)),
                    () -> now[0],
                    new Random(1),
                    time -> {});
            ModelClient first = chain.attempt(0);
            assertThatThrownBy(() -> ask(first)).hasMessage("60 s");
            assertThatThrownBy(() -> ask(first)).hasMessage("1 s"); // begun before the other ended

            now[0] = now[0].plusSeconds(59);
            assertThat(chain.attempt(0).spec()).isEqualTo(SECOND);
            now[0] = now[0].plusSeconds(1);
            assertThat(chain.attempt(0)).isSameAs(first);
        }

        private static Answer waiting(int seconds) {
            return request -> {
                throw new ModelException(Kind.RATE_LIMITED, seconds + " s", 429, Duration.ofSeconds(seconds), null);
            };
        }

        @Test
        void asks_a_model_again_as_soon_as_the_trial_of_its_breaker_went_well() throws Exception {
            Instant[] now = {Instant.EPOCH};
            CountDownLatch asked = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            ModelClient first = CircuitBreaking.around(
                            ScriptedModel.of(FIRST, ScriptedModel.fails(Kind.SERVER_ERROR, "no"), request -> {
                                asked.countDown();
                                await(goOn);
                                return answers("well").to(request);
                            }))
                    .leastCalls(1)
                    .trialCalls(1)
                    .clock(() -> now[0])
                    .build();
            Resilient chain =
                    new Resilient(List.of(first, ScriptedModel.of(SECOND)), () -> now[0], new Random(1), time -> {});
            ModelClient route = chain.attempt(0);
            assertThatThrownBy(() -> ask(route)).hasMessage("no");
            now[0] = now[0].plusSeconds(60);
            FutureTask<String> trial = new FutureTask<>(() -> ask(route));
            new Thread(trial).start();
            asked.await();

            ModelException refused = catchThrowableOfType(ModelException.class, () -> ask(route));
            ModelClient meanwhile = chain.attempt(0);
            goOn.countDown();

            assertThat(refused).hasMessageContaining("half open");
            assertThat(meanwhile.spec()).isEqualTo(SECOND);
            assertThat(trial.get()).isEqualTo("well");
            assertThat(chain.attempt(0)).isSameAs(route);
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private String ask(ModelClient model) throws InterruptedException {
            return model.generate(Requests.saying("?"), ModelListener.none())
                    .message()
                    .text();
        }

        private ScriptedModel limited(ModelSpec spec) {
            return ScriptedModel.of(spec, request -> {
                throw new ModelException(Kind.RATE_LIMITED, "no", 429, Duration.ofHours(1), null);
            });
        }

        @Test
        void is_refused_under_a_dollar_limit_if_one_has_no_price() {
            ModelSpec unpriced = ModelSpec.builder("p", "unpriced").build();

            assertThatThrownBy(() -> Harness.builder()
                            .model(Resilient.chain(ScriptedModel.of(FIRST), ScriptedModel.of(unpriced)))
                            .budget(Budget.of(Limit.dollars("1")))
                            .build())
                    .hasMessageContaining("what p/unpriced costs");
        }

        private ScriptedModel failing(ModelSpec spec) {
            Answer no = ScriptedModel.fails(Kind.OVERLOADED, "no");
            return ScriptedModel.of(spec, no, no, no);
        }
    }

    @Nested
    @DisplayName("without a harness")
    class Alone {

        private final List<Duration> waits = new ArrayList<>();
        private Instant now = Instant.EPOCH;
        private double share = 0.5;

        private ModelClient chain(ModelClient... models) {
            InstantSource clock = () -> now;
            RandomGenerator random = new RandomGenerator() {
                @Override
                public long nextLong() {
                    throw new UnsupportedOperationException();
                }

                @Override
                public double nextDouble() {
                    return share;
                }
            };
            return new Resilient(List.of(models), clock, random, time -> {
                waits.add(time);
                now = now.plus(time);
            });
        }

        private ModelResponse ask(ModelClient model, Optional<Duration> time) throws InterruptedException {
            ModelRequest.Builder request = Requests.saying("?").toBuilder();
            time.ifPresent(request::timeout);
            return model.generate(request.build(), ModelListener.none());
        }

        @Test
        void repeats_what_cost_nothing_with_growing_jittered_waits() throws Exception {
            Answer no = ScriptedModel.fails(Kind.OVERLOADED, "no");
            ModelClient model = chain(ScriptedModel.of(FIRST, no, no, no, answers("done")));

            assertThat(ask(model, Optional.empty()).message().text()).isEqualTo("done");

            assertThat(waits)
                    .containsExactly(Duration.ofMillis(500), Duration.ofMillis(1_000), Duration.ofMillis(2_000));
        }

        @Test
        void waits_for_a_limit_by_the_minute_to_be_over_where_no_time_is_set() throws Exception {
            ModelClient model = chain(client(FIRST, request -> {
                if (now.isBefore(Instant.EPOCH.plusSeconds(60))) {
                    throw limited(Duration.ofSeconds(60));
                }
                return answers("done").to(request);
            }));

            assertThat(ask(model, Optional.empty()).message().text()).isEqualTo("done");
        }

        @Test
        void does_not_wait_for_an_hour_where_no_time_is_set() {
            ModelClient model = chain(client(FIRST, request -> {
                throw limited(Duration.ofHours(1));
            }));

            assertThatThrownBy(() -> ask(model, Optional.empty())).hasMessage("no");

            assertThat(waits).isEmpty();
        }

        @Test
        void waits_for_who_is_well_first_and_asks_that_one() {
            ModelClient chain = chain(limitedFor(30), limitedFor(20));

            assertThat(failure(chain.attempt(0)).retryAfter()).contains(Duration.ZERO);
            assertThat(failure(chain.attempt(1)).retryAfter()).contains(Duration.ofSeconds(20));
            assertThat(chain.attempt(2)).isSameAs(chain.attempt(1));
            now = now.plusSeconds(20);
            assertThat(chain.attempt(2)).as("the first one rests on").isSameAs(chain.attempt(1));
            now = now.plusSeconds(10);
            assertThat(chain.attempt(2)).isSameAs(chain.attempt(0)).isNotSameAs(chain.attempt(1));
        }

        @Test
        void waits_for_who_needs_no_mending() {
            ModelClient chain =
                    chain(limitedFor(600), ScriptedModel.of(SECOND, ScriptedModel.fails(Kind.NOT_FOUND, "no")));

            failure(chain.attempt(0));
            ModelException last = failure(chain.attempt(1));

            assertThat(last.retryable()).isTrue();
            assertThat(last.retryAfter()).contains(Duration.ofMinutes(10));
        }

        @Test
        void asks_again_after_five_minutes_who_had_to_be_mended() {
            ModelClient chain = chain(
                    ScriptedModel.of(FIRST, ScriptedModel.fails(Kind.AUTHENTICATION, "no")), ScriptedModel.of(SECOND));
            ModelClient first = chain.attempt(0);
            failure(first);

            assertThat(chain.attempt(0)).isNotSameAs(first);
            now = now.plus(Duration.ofMinutes(5));

            assertThat(chain.attempt(0)).isSameAs(first);
        }

        @Test
        void keeps_its_order_when_one_turns_out_to_be_ill() {
            ScriptedModel ill = ScriptedModel.of(FIRST, ScriptedModel.fails(Kind.SERVER_ERROR, "no"));
            ModelClient chain = chain(
                    CircuitBreaking.around(ill).leastCalls(1).build(),
                    ScriptedModel.of(SECOND),
                    ScriptedModel.of(spec("third", "1", "1")));

            failure(chain.attempt(0));

            assertThat(chain.attempt(1).spec()).hasToString("p/second");
            assertThat(chain.attempt(2).spec()).hasToString("p/third");
            assertThat(chain.attempt(3).spec()).hasToString("p/second");
        }

        @Test
        void rests_no_longer_because_a_clock_was_put_back() {
            ModelClient chain = chain(limitedFor(30), ScriptedModel.of(SECOND));
            ModelClient first = chain.attempt(0);
            failure(first);

            now = now.minus(Duration.ofHours(1));

            assertThat(chain.attempt(0)).isSameAs(first);
        }

        private ModelClient limitedFor(int seconds) {
            return client(FIRST, request -> {
                throw limited(Duration.ofSeconds(seconds));
            });
        }

        private ModelException limited(Duration wait) {
            return new ModelException(Kind.RATE_LIMITED, "no", 429, wait, null);
        }

        private ModelException failure(ModelClient model) {
            return catchThrowableOfType(ModelException.class, () -> ask(model, Optional.empty()));
        }

        @Test
        void gives_up_after_four_tries() {
            Answer no = ScriptedModel.fails(Kind.OVERLOADED, "no");
            ScriptedModel model = ScriptedModel.of(FIRST, no, no, no, no, answers("too late"));

            assertThatThrownBy(() -> ask(chain(model), Optional.empty())).hasMessage("no");

            assertThat(model.requests()).hasSize(4);
        }

        @Test
        void waits_as_long_as_the_provider_asks_and_not_beyond_the_time_of_the_request() throws Exception {
            share = 0;
            ModelClient model = chain(client(FIRST, request -> {
                if (now.isBefore(Instant.EPOCH.plusSeconds(20))) {
                    throw new ModelException(Kind.RATE_LIMITED, "no", 429, Duration.ofSeconds(20), null);
                }
                assertThat(request.timeout()).contains(Duration.ofSeconds(10));
                return answers("done").to(request);
            }));

            assertThatThrownBy(() -> ask(model, Optional.of(Duration.ofSeconds(20))))
                    .hasMessage("no");
            assertThat(waits).isEmpty();

            assertThat(ask(model, Optional.of(Duration.ofSeconds(30))).message().text())
                    .isEqualTo("done");
            assertThat(waits).containsExactly(Duration.ofSeconds(20));
        }

        @ParameterizedTest
        @EnumSource(
                value = Kind.class,
                names = {"CONNECTION", "TIMEOUT", "INVALID_RESPONSE", "INTERRUPTED_STREAM", "INVALID_REQUEST"})
        void does_not_repeat_what_may_be_billed_was_told_or_is_wrong(Kind kind) {
            ScriptedModel first = ScriptedModel.of(FIRST, ScriptedModel.fails(kind, "no"));
            ScriptedModel second = ScriptedModel.of(SECOND);

            assertThatThrownBy(() -> ask(chain(first, second), Optional.empty()))
                    .isInstanceOf(ModelException.class);

            assertThat(second.requests()).isEmpty();
        }

        @Test
        void is_described_by_what_is_true_of_all() {
            ModelSpec spec =
                    chain(ScriptedModel.of(FIRST), ScriptedModel.of(SECOND)).spec();

            assertThat(spec).hasToString("p/first");
            assertThat(spec.price().orElseThrow().cost(Usage.of(1_000_000, 1_000_000)))
                    .isEqualByComparingTo("13");
        }
    }

    private static ModelClient client(ModelSpec spec, Answer answer) {
        return new ModelClient() {
            @Override
            public ModelSpec spec() {
                return spec;
            }

            @Override
            public ModelResponse generate(ModelRequest request, ModelListener listener) {
                return answer.to(request);
            }
        };
    }
}
