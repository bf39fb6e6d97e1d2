package dev.agentharness.simulation;

import dev.agentharness.Harness;
import dev.agentharness.ManualClock;
import dev.agentharness.Session;
import dev.agentharness.Task;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.BudgetTracker;
import dev.agentharness.budget.Limit;
import dev.agentharness.compaction.Compaction;
import dev.agentharness.compaction.Compactor;
import dev.agentharness.compaction.Trigger;
import dev.agentharness.model.Effect;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.permission.PermissionPolicy;
import dev.agentharness.recovery.RecoveryPolicy;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunListener;
import dev.agentharness.stop.CompletionCheck;
import dev.agentharness.stop.Reflector;
import dev.agentharness.stop.StopCondition;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A provider, and an agent with sub-agents three levels deep that uses it. Runs one scenario at a time; each has limits of
 * its own on every scope.
 *
 * <p>Guarded, the limits are the harness's budgets. Unguarded, the budgets are as good as endless, and the very same limits
 * are looked at after each turn, as others do.
 */
final class World {

    private static final Budget ENDLESS = Budget.of(Limit.turns(1_000)).closingShare(0);
    private static final int LEVELS = 4;

    private final boolean guarded;
    private final Provider provider;
    private final SimulatedModel model;
    private final List<Harness> levels = new ArrayList<>();
    private final ManualClock clock = new ManualClock();
    private final Budgets budgets;
    private final CompletionCheck judged;
    private volatile Scenario now = new Scenario(0);

    World(RandomGenerator random, boolean guarded, double overbilling) {
        this.guarded = guarded;
        this.provider = Provider.random(random, overbilling);
        this.model = new SimulatedModel(provider, () -> now);
        this.budgets = new Budgets(provider.spec());
        this.judged = CompletionCheck.judgedBy(model, "good");
        boolean parallel = random.nextBoolean();
        for (int level = LEVELS - 1; level >= 0; level--) {
            levels.add(0, harness(level, parallel, random));
        }
    }

    private Harness harness(int level, boolean parallel, RandomGenerator random) {
        List<Tool> tools = new ArrayList<>(
                List.of(tool("read", Effect.READ_ONLY), tool("write", Effect.NON_IDEMPOTENT), faulty()));
        if (level < LEVELS - 1) {
            tools.add(subAgent(levels.get(0), parallel));
        }
        return Harness.builder()
                .model(model)
                .instructions("z".repeat(random.nextInt(120)))
                .tools(tools.toArray(Tool[]::new))
                .permission(PermissionPolicy.allowAll())
                .reflector(reflector(random.nextBoolean()))
                .stopWhen(stopWhen())
                .compaction(compaction(random))
                .recovery(RecoveryPolicy.exponential(random.nextInt(1, 6), Duration.ZERO))
                .journal(new NoJournal())
                .controlTools(false)
                .clock(clock)
                .ids(() -> "run-" + now.ids.incrementAndGet())
                .listener(new RunListener() {
                    @Override
                    public void onEvent(String runId, RunEvent event) {
                        now.onEvent(runId, event);
                    }
                })
                .build();
    }

    private Reflector reflector(boolean stall) {
        Reflector after = stall ? Reflector.stall() : Reflector.none();
        return (state, budget) -> {
            now.tracker(now.path(state.runId()), budget::spent);
            return after.reflect(state, budget);
        };
    }

    /** Every other agent has its conversation shortened, often, by a model that writes records of any size or none. */
    private Compaction compaction(RandomGenerator random) {
        return random.nextBoolean() || provider.overbilling() > 0 // as with judges, its calls are no events
                ? Compaction.none()
                : Compaction.builder()
                        .when(Trigger.turns(1 + random.nextInt(3)), Trigger.tokens(500 + random.nextInt(5_000)))
                        .by(Compactor.clearResults(1), Compactor.summarise(model, 1))
                        .build();
    }

    private StopCondition stopWhen() {
        return guarded
                ? StopCondition.never()
                : state -> now.usedUp(now.path(state.runId()))
                        .map(limit -> new Outcome.BudgetExhausted(state.runId(), limit));
    }

    private Tool tool(String name, Effect effect) {
        ToolSpec spec =
                ToolSpec.builder(name, "does").effect(effect).risk(Risk.NONE).build();
        return Tool.of(spec, (input, context) -> {
            RandomGenerator random = begun(context);
            return ToolOutput.text((random.nextInt(4) == 0 ? "ü" : "u").repeat(random.nextInt(200)));
        });
    }

    private Tool faulty() {
        ToolSpec spec =
                ToolSpec.builder("faulty", "fails").effect(Effect.READ_ONLY).build();
        return Tool.of(spec, (input, context) -> {
            begun(context);
            throw new IllegalStateException("no");
        });
    }

    private RandomGenerator begun(ToolContext context) {
        Scenario scenario = now;
        scenario.called(context.runId());
        RandomGenerator random = scenario.random(context.idempotencyKey());
        scenario.tracker(scenario.path(context.runId()), context.budget()::spent);
        if (random.nextInt(4) == 0) {
            clock.advance(Duration.ofSeconds(random.nextInt(1, 20)));
        }
        return random;
    }

    private Tool subAgent(Harness harness, boolean parallel) {
        ToolSpec spec = ToolSpec.builder("sub", "delegates")
                .effect(parallel ? Effect.READ_ONLY : Effect.NON_IDEMPOTENT)
                .timeout(Duration.ofHours(1))
                .build();
        return Tool.of(spec, (input, context) -> {
            begun(context);
            return delegate(harness, input, context);
        });
    }

    /** A sub-agent with a share of its own on each call. */
    private ToolOutput delegate(Harness harness, ToolInput input, ToolContext context) throws Exception {
        String task = input.string("task");
        Budget share = limit(task.substring(1, task.indexOf(' ')), 0.7);
        return harness.asTool("sub", "delegates", share).call(input, context);
    }

    /** Draws the limits of a scope, and says what budget the harness is given for them. */
    private Budget limit(String path, double size) {
        Budget drawn = budgets.draw(now.random(path), size);
        now.limit(path, drawn);
        return guarded ? drawn : ENDLESS;
    }

    /** One random run, with one, two or no scopes above it. */
    Scenario run(long seed) throws Exception {
        Scenario scenario = new Scenario(seed);
        now = scenario;
        RandomGenerator random = scenario.random("");
        switch (random.nextInt(3)) {
            case 0 -> scenario.result("0", levels.get(0).run(task("0", random)).spend());
            case 1 -> {
                Session session = levels.get(0).session(limit("s", 1.2));
                scenario.tracker("s", session::spent);
                for (int task = 0; task < 2; task++) {
                    String path = Integer.toString(task);
                    scenario.result(path, session.run(task(path, random)).spend());
                }
            }
            default -> tenant();
        }
        return scenario;
    }

    private Task task(String path, RandomGenerator random) {
        Task.Builder task = Task.builder("#" + path + " go").budget(limit(path, 1));
        if (random.nextInt(5) == 0 && provider.overbilling() == 0) {
            task.success(judged);
        }
        return task.build();
    }

    /** Two runs in one session of one tenant, through the door by which a sub-agent comes in. */
    private void tenant() throws Exception {
        BudgetTracker tenant = BudgetTracker.root("tenant", limit("t", 1.5), clock);
        BudgetTracker session = tenant.child("session", limit("s", 1.2));
        now.tracker("t", tenant::spent);
        now.tracker("s", session::spent);
        for (int task = 0; task < 2; task++) {
            ToolInput input = ToolInput.parse("{\"task\":\"#" + task + " go\"}");
            delegate(levels.get(0), input, new ToolContext("tenant", "run-" + task, clock.instant(), session));
        }
    }
}
