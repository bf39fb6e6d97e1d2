package dev.agentharness;

import dev.agentharness.budget.Budget;
import dev.agentharness.budget.BudgetTracker;
import dev.agentharness.budget.Meter;
import dev.agentharness.compaction.Compaction;
import dev.agentharness.context.ContextBuilder;
import dev.agentharness.context.Primer;
import dev.agentharness.instruction.Instructions;
import dev.agentharness.journal.InMemoryJournal;
import dev.agentharness.journal.Journal;
import dev.agentharness.memory.Memory;
import dev.agentharness.model.Effect;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.permission.Approver;
import dev.agentharness.permission.PermissionPolicy;
import dev.agentharness.recovery.RecoveryPolicy;
import dev.agentharness.run.Origin;
import dev.agentharness.run.RunListener;
import dev.agentharness.run.RunResult;
import dev.agentharness.run.Verdict;
import dev.agentharness.stop.Reflector;
import dev.agentharness.stop.StopCondition;
import dev.agentharness.tool.ArtefactStore;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A model with all that makes it reliable: instructions, tools, limits, permissions, a journal. Immutable and thread-safe;
 * build one and run any number of tasks with it, also at the same time.
 *
 * <pre>{@code
 * Harness harness = Harness.builder().model(model).tools(weather).build();
 * RunResult result = harness.run("What is the weather in Oslo?");
 * }</pre>
 */
public final class Harness {

    private final ModelClient model;
    private final ToolRegistry tools;
    private final Budget budget;
    private final Optional<BudgetTracker> above;
    private final PermissionPolicy permission;
    private final Runs runs;
    private final Supplier<String> ids;

    private Harness(Builder builder, ModelClient model) {
        this.model = model;
        builder.instructions.checkFits(HarnessVersion.current(), builder.controlTools);
        ToolRegistry own = builder.registry == null ? ToolRegistry.of(builder.tools) : builder.registry;
        Optional<Memory> memory = Optional.ofNullable(builder.memory);
        this.tools = builder.instructions.tools(
                memory.<ToolRegistry>map(remembering -> new OfferedTools(own, remembering.tools(builder.clock)))
                        .orElse(own));
        this.budget = builder.budget;
        this.above = Optional.ofNullable(builder.above);
        this.permission = builder.permission;
        for (ToolSpec spec : own.specs()) {
            if (ControlTools.RESERVED.contains(spec.name()) || Memory.TOOLS.contains(spec.name())) {
                throw new IllegalArgumentException(
                        "the name '" + spec.name() + "' is the harness's own; the registry " + "has a tool named so");
            }
        }
        checkPriced(budget);
        above.ifPresent(tracker -> checkPriced(tracker.budget()));
        Compaction compaction = builder.compaction == null ? Compaction.standard(model) : builder.compaction;
        Optional<ArtefactStore> artefacts = builder.artefacts(tools, compaction);
        long window = model.spec().contextWindow();
        Threads threads = new Threads(builder.threads);
        Driver driver = new LocalDriver(
                new MemoryCaller(memory, threads.forCalls()),
                new ModelCaller(
                        model,
                        builder.context,
                        Optional.ofNullable(builder.hedgeAfter).map(after -> new Hedging(after, threads.forCalls()))),
                new ToolCaller(artefacts, threads.forCalls()),
                builder.reflector,
                new Shortener(compaction, window),
                builder.random,
                time -> Thread.sleep(time.toMillis()));
        this.runs = new Runs(
                new AgentLoop(
                        new Decider(builder.stopWhen, builder.recovery, compaction, window, model.models()), driver),
                threads,
                model.spec(),
                builder.instructions,
                tools,
                new Rights(permission, builder.approver, builder.subAgentsDeep, builder.subAgentsAtOnce),
                builder.controlTools,
                builder.planTool,
                artefacts,
                builder.primer,
                builder.journal,
                new Audience(builder.listeners),
                builder.clock);
        this.ids = builder.ids;
        Instant now = runs.clock().instant();
        FixedParts.check(
                builder.context,
                runs.imagined("one run", now, budget),
                runs.imagined("another", now.plus(Duration.ofDays(1)), budget));
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Runs a task that is said in words. See {@link #run(Task)}. */
    public RunResult run(String task) {
        return run(Task.of(task));
    }

    /**
     * Runs a task and waits for its end. A thread of the harness's drives it meanwhile; what belongs to the calling thread goes
     * along by {@link Builder#threads}.
     *
     * <p>However it ends, the end is a value in the result. Interrupting the thread cancels the run: it ends
     * {@linkplain dev.agentharness.run.Outcome.Cancelled cancelled}, the thread is interrupted again, and the result still
     * holds what there is.
     *
     * @throws dev.agentharness.journal.JournalException if the run could not be recorded
     */
    public RunResult run(Task task) {
        Budget limits = limits(task);
        return runs.start(ids.get(), task, List.of(), origin(task), limits, scope("run", limits));
    }

    /**
     * Goes on with a run of the journal from where it left off: one that was cut short, or waits for a person.
     *
     * <p>A run that has completed is not driven again; its result is returned. A run of a session is resumed by the
     * session, so that it draws on the session's budget.
     *
     * @param verdicts the answers about calls that wait; those about calls of sub-agents are bound to them, as a
     *     {@link dev.agentharness.run.WaitingCall} makes them
     * @throws IllegalArgumentException if the journal has no such run, or a verdict is about no waiting call of it
     * @throws IllegalStateException if the run is being driven now, or ended in a way that cannot be gone on from
     */
    public RunResult resume(String runId, Verdict... verdicts) {
        return runs.resume(new Resumption(runId, Optional.empty(), "", List.of(verdicts)), budget, above);
    }

    /**
     * As {@link #resume(String, Verdict...)}, in a process that knows the task: its output type and its check hold again, and its
     * limits where the run goes on under new ones.
     */
    public RunResult resume(String runId, Task task, Verdict... verdicts) {
        return runs.resume(new Resumption(runId, Optional.of(task), "", List.of(verdicts)), limits(task), above);
    }

    /**
     * Goes on with a run in which the model asked a person something, with what the person says.
     *
     * @throws IllegalArgumentException if the journal has no such run, or it waits for verdicts and not for words
     * @throws IllegalStateException as {@link #resume(String, Verdict...)}
     */
    public RunResult resume(String runId, String answer) {
        return runs.resume(new Resumption(runId, Optional.empty(), answer, List.of()), budget, above);
    }

    /**
     * Starts a conversation: tasks that follow one another, remember what was said, and share a budget.
     *
     * @param sessionBudget the limits of all its tasks together; each task has the harness's limits besides. Time counts
     *     while a task runs
     */
    public Session session(Budget sessionBudget) {
        checkPriced(sessionBudget);
        return new Session(this, scope("session", sessionBudget));
    }

    /**
     * This harness as a tool of another: a sub-agent. Each call is a run of its own, with a context of its own, that draws
     * on the caller's budget. It may do what this harness's policy and the caller's both allow: whatever the caller's asks
     * or denies, it asks or denies here too. Its result says how the run ended and holds the answer so far. What it must
     * ask and nobody answers the calling run waits for; when that one is resumed with verdicts, this one goes on, if its
     * journal still holds it.
     *
     * @param description when to use it, in words for the model
     * @param share the most that one call may take, within this harness's own limits and what the caller has left
     */
    public Tool asTool(String name, String description, Budget share) {
        Budget narrowed = share.narrowedBy(budget);
        checkPriced(narrowed);
        ToolSpec spec = ToolSpec.builder(name, description)
                .version(runs.version())
                .inputSchema(SubAgent.schema(runs.inputs()))
                .effect(isReadOnly() ? Effect.READ_ONLY : Effect.NON_IDEMPOTENT)
                .risk(tools.specs().stream()
                        .map(ToolSpec::risk)
                        .max(Risk::compareTo)
                        .orElse(Risk.NONE))
                .scopes(tools.specs().stream()
                        .flatMap(tool -> tool.scopes().stream())
                        .distinct()
                        .toArray(String[]::new))
                .untrusted(tools.specs().stream().anyMatch(ToolSpec::untrusted))
                .timeout(Duration.ofHours(1))
                .build();
        return new SubAgent(spec, runs, narrowed);
    }

    private boolean isReadOnly() {
        return tools.specs().stream().allMatch(tool -> tool.effect() == Effect.READ_ONLY);
    }

    /** A follow-up in a session. */
    RunResult run(Task task, Session session) {
        Budget limits = limits(task);
        return runs.start(
                ids.get(),
                task,
                session.transcript(),
                origin(task).taintedBy(session.taintedBy()),
                limits,
                session.budget().child("run", limits));
    }

    private static Origin origin(Task task) {
        return new Origin(task.subject(), "", "", 0, Set.of(), task.ceiling());
    }

    /** A follow-up in a session that goes on. */
    RunResult resume(String runId, Session session, Verdict... verdicts) {
        Resumption resumption = new Resumption(runId, Optional.empty(), "", List.of(verdicts));
        return runs.resume(resumption, budget, Optional.of(session.budget()));
    }

    private BudgetTracker scope(String name, Budget limits) {
        return above.map(tracker -> tracker.child(name, limits))
                .orElseGet(() -> BudgetTracker.root(name, limits, runs.clock()));
    }

    private Budget limits(Task task) {
        task.budget().ifPresent(this::checkPriced);
        return task.budget().orElse(budget);
    }

    private void checkPriced(Budget limits) {
        if (limits.limit(Meter.DOLLARS).isPresent() && model.spec().price().isEmpty()) {
            throw new IllegalArgumentException(
                    "the budget limits dollars (" + limits.limit(Meter.DOLLARS).get()
                            + ") but nobody has said what " + unpriced()
                            + " costs: give its ModelSpec a price, or drop the dollar limit");
        }
    }

    /** Which models have no price, of those that the model stands for. */
    private String unpriced() {
        String those = IntStream.range(0, model.models())
                .mapToObj(failures -> model.attempt(failures).spec())
                .filter(spec -> spec.price().isEmpty())
                .map(ModelSpec::toString)
                .distinct()
                .collect(Collectors.joining(" or "));
        return those.isEmpty() ? model.spec().toString() : those;
    }

    @Override
    public String toString() {
        return "Harness[" + model.spec() + ", tools " + tools.specs() + ", policy " + permission.name() + ", budget "
                + budget + "]";
    }

    /** Collects the parts of a harness. Only the model is required; everything else has a safe default. Not thread-safe. */
    public static final class Builder {
        private static final long KEPT_CHARS = 10_000_000;
        private static final Duration LONGEST_SILENCE = Duration.ofDays(365);

        private @Nullable ModelClient model;
        private Instructions instructions = Instructions.of("");
        private final List<Tool> tools = new ArrayList<>();
        private @Nullable ToolRegistry registry;
        private Budget budget = Budget.standard();
        private @Nullable BudgetTracker above;
        private PermissionPolicy permission = PermissionPolicy.askUnlessReadOnly();
        private Approver approver = Approver.nobody();
        private int subAgentsDeep = 3;
        private int subAgentsAtOnce = 8;
        private StopCondition stopWhen = StopCondition.never();
        private Reflector reflector = Reflector.stall();
        private RecoveryPolicy recovery = RecoveryPolicy.standard();
        private @Nullable Duration hedgeAfter;
        private ContextBuilder context = ContextBuilder.standard();
        private @Nullable Compaction compaction;
        private Journal journal = new InMemoryJournal();
        private @Nullable Memory memory;
        private boolean controlTools = true;
        private boolean planTool;
        private @Nullable ArtefactStore artefacts;
        private Primer primer = Primer.none();
        private final List<RunListener> listeners = new ArrayList<>();
        private UnaryOperator<ExecutorService> threads = own -> own;
        private Clock clock = Clock.systemUTC();
        private RandomGenerator random = RandomGenerator.getDefault();
        private Supplier<String> ids = () -> UUID.randomUUID().toString();

        private Builder() {}

        public Builder model(ModelClient model) {
            this.model = Objects.requireNonNull(model, "model");
            return this;
        }

        /** The system prompt; none unless told. */
        public Builder instructions(String instructions) {
            return instructions(Instructions.of(instructions));
        }

        /** The system prompt from files, which also say which of the tools are offered. */
        public Builder instructions(Instructions instructions) {
            this.instructions = Objects.requireNonNull(instructions, "instructions");
            return this;
        }

        /** Adds tools. Models are shown them in this order. */
        public Builder tools(Tool... tools) {
            return tools(List.of(tools));
        }

        /** As {@link #tools(Tool...)}, for tools that come as a list. */
        public Builder tools(Collection<? extends Tool> tools) {
            this.tools.addAll(tools);
            return this;
        }

        /** The tools as a registry, in place of single tools. */
        public Builder registry(ToolRegistry registry) {
            this.registry = Objects.requireNonNull(registry, "registry");
            return this;
        }

        /** The limits of one run; {@link Budget#standard()} unless told. */
        public Builder budget(Budget budget) {
            this.budget = Objects.requireNonNull(budget, "budget");
            return this;
        }

        /**
         * A scope above all runs and sessions, such as that of a process or a tenant: they draw on it besides their own
         * limits. Several harnesses can share one. See {@link BudgetTracker#root}.
         */
        public Builder within(BudgetTracker above) {
            this.above = Objects.requireNonNull(above, "above");
            return this;
        }

        /** Who may do what; {@link PermissionPolicy#askUnlessReadOnly()} unless told. */
        public Builder permission(PermissionPolicy permission) {
            this.permission = Objects.requireNonNull(permission, "permission");
            return this;
        }

        /** Who answers where the policy asks for a person; {@link Approver#nobody()} unless told. */
        public Builder approver(Approver approver) {
            this.approver = Objects.requireNonNull(approver, "approver");
            return this;
        }

        /**
         * How far the sub-agents among the tools may go; those of a sub-agent can only narrow it.
         *
         * @param deep how many levels of them there may be below a run; 3 unless told
         * @param atOnce how many may be at work for one run at the same time; 8 unless told
         */
        public Builder subAgents(int deep, int atOnce) {
            this.subAgentsDeep = deep;
            this.subAgentsAtOnce = atOnce;
            return this;
        }

        /** What ends a run that the model would go on with; nothing unless told. */
        public Builder stopWhen(StopCondition stopWhen) {
            this.stopWhen = Objects.requireNonNull(stopWhen, "stopWhen");
            return this;
        }

        /** What looks back after each turn; {@link Reflector#stall()} unless told. */
        public Builder reflector(Reflector reflector) {
            this.reflector = Objects.requireNonNull(reflector, "reflector");
            return this;
        }

        /** What is tried again; {@link RecoveryPolicy#standard()} unless told. */
        public Builder recovery(RecoveryPolicy recovery) {
            this.recovery = Objects.requireNonNull(recovery, "recovery");
            return this;
        }

        /**
         * Asks for a turn twice where nothing is heard of the model for so long, neither words nor thoughts nor an answer:
         * the next model of a chain, or the same again where there is no other. The first to say anything is believed.
         * Both are paid for, the other one with its worst case, so this buys time with money; nobody is asked twice unless
         * told. Where the budget has no room for both, the first is waited for. Models are then asked on the harness's
         * {@linkplain #threads threads}.
         *
         * @param silence longer than the model usually takes to begin
         * @throws IllegalArgumentException if it is not positive, or longer than a year
         */
        public Builder hedgeAfter(Duration silence) {
            if (silence.isNegative() || silence.isZero() || silence.compareTo(LONGEST_SILENCE) > 0) {
                throw new IllegalArgumentException("nobody waits " + silence + " before another is asked");
            }
            this.hedgeAfter = silence;
            return this;
        }

        /** What the model is shown of a run; {@link ContextBuilder#standard()} unless told. */
        public Builder context(ContextBuilder context) {
            this.context = Objects.requireNonNull(context, "context");
            return this;
        }

        /**
         * When the conversation is made shorter, and by what; {@link Compaction#standard} with the harness's model unless
         * told.
         */
        public Builder compaction(Compaction compaction) {
            this.compaction = Objects.requireNonNull(compaction, "compaction");
            return this;
        }

        /** Where events are kept; an {@link InMemoryJournal} of its own unless told. */
        public Builder journal(Journal journal) {
            this.journal = Objects.requireNonNull(journal, "journal");
            return this;
        }

        /**
         * What runs remember from one another; nothing unless told. The model is offered tools to look things up and to
         * propose new ones, and a run begins with what is known about its task.
         */
        public Builder memory(Memory memory) {
            this.memory = Objects.requireNonNull(memory, "memory");
            return this;
        }

        /** Whether the model is offered {@code give_up} and {@code escalate}; it is unless told. */
        public Builder controlTools(boolean offered) {
            this.controlTools = offered;
            return this;
        }

        /** Whether the model is offered a tool to write its plan down; it is not unless told. */
        public Builder planTool(boolean offered) {
            this.planTool = offered;
            return this;
        }

        /**
         * Where results are kept whole that are too large for the context. The model is then offered {@code read_back} to
         * read what is left out or was taken away. Unless told, the newest ten million characters are kept in memory where
         * there are tools and the conversation may be made shorter. With {@link ArtefactStore#none()} what is left out
         * is lost to the model.
         */
        public Builder artefacts(ArtefactStore store) {
            this.artefacts = Objects.requireNonNull(store, "store");
            return this;
        }

        /** The tool is there from the first request on or never: one that came later would break the cached prefix. */
        private Optional<ArtefactStore> artefacts(ToolRegistry tools, Compaction compaction) {
            boolean mayLose =
                    !tools.specs().isEmpty() && !compaction.compactors().isEmpty();
            return artefacts == null && mayLose
                    ? Optional.of(ArtefactStore.inMemory(KEPT_CHARS))
                    : Optional.ofNullable(artefacts).filter(store -> store != ArtefactStore.none());
        }

        /** What the model is told of its surroundings when a run begins; {@link Primer#none()} unless told. */
        public Builder primer(Primer primer) {
            this.primer = Objects.requireNonNull(primer, "primer");
            return this;
        }

        /** Adds somebody who watches the runs. */
        public Builder listener(RunListener listener) {
            this.listeners.add(Objects.requireNonNull(listener, "listener"));
            return this;
        }

        /**
         * Wraps the threads that runs are driven on, and calls that run together, memory and models that are
         * {@linkplain #hedgeAfter hedged} work on, so that what belongs to the thread that asks for a run goes with it: a trace
         * or a security context. The logging context (MDC) and the class loader go by themselves. A run is handed
         * over on the thread that asks for it, a call on the run's, right after its
         * {@link dev.agentharness.run.RunEvent.CallStarted}. As they are unless told.
         *
         * @param wrapping gives threads without bound, or runs and calls wait for one another; asked once for each kind of
         *     thread
         */
        public Builder threads(UnaryOperator<ExecutorService> wrapping) {
            this.threads = Objects.requireNonNull(wrapping, "wrapping");
            return this;
        }

        /** What time it is; the system's clock unless told. */
        public Builder clock(Clock clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /** Where the jitter of waits comes from; a generator of its own unless told. */
        public Builder random(RandomGenerator random) {
            this.random = Objects.requireNonNull(random, "random");
            return this;
        }

        /** Where the ids of runs come from; random UUIDs unless told. */
        public Builder ids(Supplier<String> ids) {
            this.ids = Objects.requireNonNull(ids, "ids");
            return this;
        }

        /**
         * @throws IllegalStateException if there is no model, or both tools and a registry
         * @throws IllegalArgumentException if the parts do not fit together: two tools of one name, a tool with a name of
         *     the harness's own, a dollar limit for a model without a price, instructions that allow a tool that is not
         *     there or rely on another version
         */
        public Harness build() {
            if (model == null) {
                throw new IllegalStateException("a harness needs a model: call model(…)");
            }
            if (registry != null && !tools.isEmpty()) {
                throw new IllegalStateException("give the harness tools or a registry, not both");
            }
            return new Harness(this, model);
        }
    }
}
