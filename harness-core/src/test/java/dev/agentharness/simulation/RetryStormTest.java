package dev.agentharness.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.Harness;
import dev.agentharness.ManualClock;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.model.Content;
import dev.agentharness.model.Effect;
import dev.agentharness.model.FinishReason;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.Price;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.model.Usage;
import dev.agentharness.recovery.Backoff;
import dev.agentharness.recovery.RecoveryPolicy;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunResult;
import dev.agentharness.stop.Reflector;
import dev.agentharness.tool.Tool;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A retry storm")
class RetryStormTest {

    private static final RecoveryPolicy ALWAYS = (failure, failures) -> Optional.of(Backoff.NONE);

    private final ModelSpec spec = ModelSpec.builder("simulated", "dear")
            .price(Price.perMillion("15", "75"))
            .build();
    private final ManualClock clock = new ManualClock();
    private final AtomicLong asked = new AtomicLong();

    /** Wants to try again, every time in other words, so that no repeat gives it away. */
    private final class Stubborn implements ModelClient {
        @Override
        public ModelSpec spec() {
            return spec;
        }

        @Override
        public ModelResponse generate(ModelRequest request, ModelListener listener) {
            long attempt = asked.incrementAndGet();
            Message message = Message.assistant(List.of(
                    new Content.Text("That did not work. Trying again, attempt " + attempt + "."),
                    new ToolCall("call-" + attempt, "deploy", "{\"attempt\":" + attempt + "}")));
            long input = request.messages().size() * 40L + 100;
            return ModelResponse.of(message, FinishReason.TOOL_CALLS, Usage.of(input, 60));
        }
    }

    /** Fails every time; each try takes a second. */
    private final class Failing implements ModelClient {
        private final ModelException.Kind kind;

        Failing(ModelException.Kind kind) {
            this.kind = kind;
        }

        @Override
        public ModelSpec spec() {
            return spec;
        }

        @Override
        public ModelResponse generate(ModelRequest request, ModelListener listener) {
            asked.incrementAndGet();
            clock.advance(Duration.ofSeconds(1));
            throw new ModelException(kind, "not now", null);
        }
    }

    private Harness.Builder harness(ModelClient model, Limit... limits) {
        ToolSpec deploy = ToolSpec.builder("deploy", "Deploys.")
                .effect(Effect.READ_ONLY)
                .risk(Risk.NONE)
                .build();
        return Harness.builder()
                .model(model)
                .tools(Tool.of(deploy, (input, context) -> {
                    throw new IllegalStateException("no route to host (" + input.json() + ")");
                }))
                .budget(Budget.of(limits))
                .recovery(ALWAYS)
                .clock(clock);
    }

    @Test
    void of_a_model_that_retries_a_tool_that_always_fails_ends_without_a_bill() {
        RunResult result =
                harness(new Stubborn(), Limit.dollars("0.50")).build().run("Deploy it.");

        assertThat(result.outcome()).isInstanceOfAny(Outcome.Stalled.class, Outcome.BudgetExhausted.class);
        assertThat(result.state().withdrawn()).containsExactly("deploy");
        assertThat(result.spend().toolCalls()).isEqualTo(5);
        assertThat(result.spend().dollars()).isLessThanOrEqualTo(new BigDecimal("0.50"));
        System.out.println("retry storm: a tool that always fails cost $"
                + result.spend().dollars() + " of $0.50, " + result.outcome());
    }

    @Test
    void that_nothing_stops_but_its_budget_ends_within_it() {
        RunResult result = harness(new Stubborn(), Limit.dollars("0.50"))
                .recovery(new RecoveryPolicy() {
                    @Override
                    public Optional<Backoff> retry(RunEvent.ModelFailed failure, int failures) {
                        return ALWAYS.retry(failure, failures);
                    }

                    @Override
                    public boolean withdraws(String tool, int failuresInARow) {
                        return false;
                    }
                })
                .reflector(Reflector.none())
                .build()
                .run("Deploy it.");

        assertThat(result.outcome()).isEqualTo(new Outcome.BudgetExhausted("run", Limit.dollars("0.50")));
        assertThat(result.spend().toolCalls()).isGreaterThan(5);
        assertThat(result.spend().dollars()).isLessThanOrEqualTo(new BigDecimal("0.50"));
        System.out.println("evidence: retry-storm.cost = $" + result.spend().dollars() + " of $0.50");
    }

    @Test
    void of_a_model_whose_failures_may_be_billed_ends_at_the_limit_on_dollars() {
        RunResult result = harness(new Failing(ModelException.Kind.TIMEOUT), Limit.dollars("2"))
                .build()
                .run("Deploy it.");

        assertThat(result.outcome()).isEqualTo(new Outcome.BudgetExhausted("run", Limit.dollars("2")));
        assertThat(result.spend().dollars()).isLessThanOrEqualTo(new BigDecimal("2"));
        assertThat(asked).hasValueGreaterThan(1);
    }

    @Test
    void of_a_model_whose_failures_are_not_billed_ends_at_the_limit_on_time() {
        Limit limit = Limit.time(Duration.ofSeconds(20));

        RunResult result = harness(new Failing(ModelException.Kind.OVERLOADED), limit)
                .build()
                .run("Deploy it.");

        assertThat(result.outcome()).isEqualTo(new Outcome.BudgetExhausted("run", limit));
        assertThat(result.spend().dollars()).isZero();
        assertThat(asked).hasValue(20);
    }
}
