package dev.agentharness.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.Harness;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.BudgetTracker;
import dev.agentharness.budget.Limit;
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
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.model.Usage;
import dev.agentharness.permission.PermissionPolicy;
import dev.agentharness.recovery.Backoff;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunListener;
import dev.agentharness.run.RunResult;
import dev.agentharness.run.RunState;
import dev.agentharness.stop.Reflector;
import dev.agentharness.tool.Tool;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each of two providers keeps books of its own, of all that it worked on, be it heard of or not. */
@DisplayName("In random runs that are hedged, a budget")
class HedgingBudgetTest {

    private static final long SEED = Long.getLong("harness.simulation.seed", System.nanoTime());
    private static final int RUNS = 2_000;

    private long hedged;
    private long dropped;

    @Test
    void is_neither_exceeded_nor_less_than_what_was_billed() {
        System.out.println("hedging simulation: seed " + SEED);
        List<String> faults = new ArrayList<>();

        for (int run = 0; run < RUNS; run++) {
            SplittableRandom random = new SplittableRandom(SEED + run);
            long limit = random.nextLong(1_000, 20_000);
            BudgetTracker above = BudgetTracker.root("above", Budget.of(Limit.tokens(limit)), Clock.systemUTC());
            AtomicLong billed = new AtomicLong();
            List<RunEvent> events = new ArrayList<>();
            RunResult result = harness(random, billed, events, above).run("x".repeat(random.nextInt(1, 300)));
            long spent = result.spend().tokens();
            if (spent > limit
                    || billed.get() > spent
                    || above.drawn().tokens() != spent
                    || !RunState.replay(events).spend().equals(result.spend())) {
                faults.add("run " + run + " of seed " + SEED + ": " + billed + " billed, " + spent + " told, "
                        + above.drawn().tokens() + " booked of " + limit + ", " + result.outcome());
            }
            assertThat(above.room().tokens()).isEqualTo(limit - spent); // nothing stays set aside
        }

        assertThat(faults).isEmpty();
        assertThat(dropped).isPositive();
        System.out.println("evidence: hedging.overshoot = " + faults.size() + " of " + RUNS + " runs, " + hedged
                + " tries hedged");
    }

    private Harness harness(RandomGenerator random, AtomicLong billed, List<RunEvent> events, BudgetTracker above) {
        return Harness.builder()
                .model(new Chain(new Billing("a", random, billed), new Billing("b", random, billed)))
                .tools(Tool.of(ToolSpec.builder("echo", "Echoes.").build(), (input, context) -> ToolOutput.text("x")))
                .permission(PermissionPolicy.allowAll())
                .reflector(Reflector.none())
                .recovery((failure, failures) -> failures < 4 ? Optional.of(Backoff.NONE) : Optional.empty())
                .hedgeAfter(Duration.ofNanos(1))
                .within(above)
                .listener(new RunListener() {
                    @Override
                    public void onEvent(String runId, RunEvent event) {
                        events.add(event);
                        hedged += event instanceof RunEvent.ModelHedged ? 1 : 0;
                        dropped += event instanceof RunEvent.ModelDropped ? 1 : 0;
                    }
                })
                .build();
    }

    private record Chain(ModelClient first, ModelClient other) implements ModelClient {
        @Override
        public ModelSpec spec() {
            return first.spec();
        }

        @Override
        public ModelClient attempt(int failures) {
            return failures % 2 == 0 ? first : other;
        }

        @Override
        public ModelResponse generate(ModelRequest request, ModelListener listener) {
            throw new AssertionError("a harness asks the one that the try is for");
        }
    }

    private static final class Billing implements ModelClient {
        private final ModelSpec spec;
        private final Provider provider;
        private final RandomGenerator random;
        private final AtomicLong billed;
        private final AtomicLong ids = new AtomicLong();

        Billing(String name, RandomGenerator random, AtomicLong billed) {
            this.provider = Provider.random(random, 0);
            ModelSpec drawn = provider.spec();
            this.spec = ModelSpec.builder("simulated", name)
                    .maxOutputTokens(drawn.maxOutputTokens())
                    .messageOverhead(drawn.messageOverhead())
                    .requestOverhead(drawn.requestOverhead())
                    .build();
            this.random = new SplittableRandom(random.nextLong());
            this.billed = billed;
        }

        @Override
        public ModelSpec spec() {
            return spec;
        }

        @Override
        public synchronized ModelResponse generate(ModelRequest request, ModelListener listener) {
            long input = provider.count(request);
            int output = random.nextInt(1, request.maxOutputTokens() + 1);
            if (random.nextInt(5) == 0) {
                throw new ModelException(ModelException.Kind.OVERLOADED, "not now", null);
            }
            billed.addAndGet(input + output);
            if (random.nextInt(5) == 0) {
                throw new ModelException(ModelException.Kind.TIMEOUT, "too late", null);
            }
            if (random.nextBoolean()) {
                listener.onText("word");
            }
            for (int i = random.nextInt(200); i > 0; i--) {
                Thread.yield();
            }
            List<Content> content = random.nextInt(5) == 0 || output < 30
                    ? List.of(new Content.Text("word"))
                    : List.of(new ToolCall("c" + ids.incrementAndGet(), "echo", "{\"text\":\"x\"}"));
            return new ModelResponse(
                    Message.assistant(content),
                    content.get(0) instanceof ToolCall ? FinishReason.TOOL_CALLS : FinishReason.STOP,
                    random.nextInt(9) == 0 ? Optional.empty() : Optional.of(Usage.of(input, output)),
                    Map.of());
        }
    }
}
