package dev.agentharness;

import dev.agentharness.budget.Budget;
import dev.agentharness.budget.BudgetTracker;
import dev.agentharness.budget.Spend;
import dev.agentharness.context.Primer;
import dev.agentharness.instruction.Instructions;
import dev.agentharness.journal.Journal;
import dev.agentharness.json.Fingerprint;
import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.run.Origin;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunResult;
import dev.agentharness.run.RunState;
import dev.agentharness.run.Stamps;
import dev.agentharness.tool.ArtefactStore;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import dev.agentharness.tool.ToolRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts and resumes the runs of one harness: takes the lease, writes the first event, hands over to the loop. */
final class Runs {

    private static final Logger log = LoggerFactory.getLogger(Runs.class);

    private final AgentLoop loop;
    private final Threads threads;
    private final Instructions instructions;
    private final ToolRegistry tools;
    private final boolean controlTools;
    private final boolean planTool;
    private final Optional<ArtefactStore> artefacts;
    private final Primer primer;
    private final Journal journal;
    private final Audience audience;
    private final Clock clock;
    private final ModelSpec model;
    private final Rights rights;

    Runs(
            AgentLoop loop,
            Threads threads,
            ModelSpec model,
            Instructions instructions,
            ToolRegistry tools,
            Rights rights,
            boolean controlTools,
            boolean planTool,
            Optional<ArtefactStore> artefacts,
            Primer primer,
            Journal journal,
            Audience audience,
            Clock clock) {
        this.loop = loop;
        this.threads = threads;
        this.instructions = instructions;
        this.tools = tools;
        this.controlTools = controlTools;
        this.planTool = planTool;
        this.artefacts = artefacts;
        this.primer = primer;
        this.journal = journal;
        this.audience = audience;
        this.clock = clock;
        this.model = model;
        this.rights = rights;
    }

    /** What the first task of a conversation has to give. */
    Map<String, String> inputs() {
        return instructions.inputs();
    }

    private Stamps stamps(ToolRegistry registry, RunAuthority authority) {
        return new Stamps(
                instructions.sha256(),
                registry.version(),
                authority.policy().name(),
                model.toString(),
                HarnessVersion.current(),
                instructions.sources());
    }

    /** Names what a sub-agent of this harness is told and what it can do. */
    String version() {
        return Fingerprint.of(List.of(instructions.sha256(), tools.version()));
    }

    Clock clock() {
        return clock;
    }

    /** A run that has just begun, for checks before any does. */
    RunState imagined(String runId, Instant at, Budget limits) {
        RunAuthority authority = RunAuthority.of(rights, Origin.NOWHERE);
        ToolRegistry registry = tools.current();
        ToolRegistry offered = new OfferedTools(registry, controls());
        return begun(at, runId, Task.of("Nothing."), List.of(), limits, offered, stamps(registry, authority), authority)
                .applyTo(RunState.before(runId));
    }

    RunResult start(
            String runId, Task task, List<Message> history, Origin origin, Budget limits, BudgetTracker budget) {
        return start(runId, task, history, RunAuthority.of(rights, origin), limits, budget);
    }

    @SuppressWarnings("try") // the lease is held, not used
    private RunResult start(
            String runId,
            Task task,
            List<Message> history,
            RunAuthority authority,
            Budget limits,
            BudgetTracker budget) {
        if (history.isEmpty()) {
            task.checkGives(inputs());
        }
        List<Tool> controls = controls();
        task.output().map(ControlTools::submit).ifPresent(controls::add);
        ToolRegistry registry = tools.current();
        ToolRegistry offered = new OfferedTools(registry, controls);
        RunEvent.Started started =
                begun(clock.instant(), runId, task, history, limits, offered, stamps(registry, authority), authority);
        try (Journal.Lease lease = journal.lease(runId)) {
            if (knows(runId)) {
                throw new IllegalStateException("the journal has a run '" + runId + "' already");
            }
            return drive(
                    new Run(
                            RunState.before(runId),
                            offered,
                            authority,
                            budget,
                            task.success(),
                            journal,
                            audience,
                            clock),
                    List.of(started));
        }
    }

    private RunEvent.Started begun(
            Instant at,
            String runId,
            Task task,
            List<Message> history,
            Budget limits,
            ToolRegistry offered,
            Stamps stamps,
            RunAuthority authority) {
        return new RunEvent.Started(
                at,
                runId,
                instructions.text(),
                offered.specs(),
                history,
                primed(task.message(), primer.text(at, limits)),
                task.output().isPresent(),
                task.success().isPresent(),
                limits,
                stamps,
                authority.origin());
    }

    /** What is told of the surroundings is part of the task: it stands still for the run, and is never taken away. */
    private static Message primed(Message task, String surroundings) {
        if (surroundings.isEmpty()) {
            return task;
        }
        List<Content> content = new ArrayList<>(task.content());
        content.add(new Content.Text("\n\n" + surroundings));
        return new Message(task.role(), content);
    }

    RunResult resume(Resumption resumption, Budget harnessLimits, Optional<BudgetTracker> above) {
        return resume(
                resumption,
                harnessLimits,
                Optional.empty(),
                (limits, before) -> above.map(tracker -> tracker.resumedChild("run", limits, before))
                        .orElseGet(() -> BudgetTracker.resumed("run", limits, clock, before)));
    }

    boolean knows(String runId) {
        return !journal.read(runId).isEmpty();
    }

    /** Where a run stands that the journal knows. */
    RunState state(String runId) {
        return RunState.replay(journal.read(runId));
    }

    /** Starts the run of a sub-agent, within what the run above it may do, if one calls it. */
    RunResult startBelow(
            Optional<RunAuthority> above, ToolContext call, Task task, Budget limits, BudgetTracker budget) {
        RunAuthority authority = above.map(parent -> parent.below(rights, parent.originOf(call)))
                .orElseGet(() -> RunAuthority.of(rights, Origin.NOWHERE.taintedBy(call.taintedBy())));
        return start(call.idempotencyKey(), task, List.of(), authority, limits, budget);
    }

    /**
     * Goes on with a run.
     *
     * @param above what the run above it may do, if it is a sub-agent's
     * @param scope makes its ledger of its limits and of what it took before
     */
    @SuppressWarnings("try") // the lease is held, not used
    RunResult resume(
            Resumption resumption,
            Budget harnessLimits,
            Optional<RunAuthority> above,
            BiFunction<Budget, Spend, BudgetTracker> scope) {
        String runId = resumption.runId();
        try (Journal.Lease lease = journal.lease(runId)) {
            List<RunEvent> events = journal.read(runId);
            if (events.isEmpty()) {
                throw new IllegalArgumentException("the journal has no run '" + runId + "'");
            }
            RunState state = RunState.replay(events);
            resumption.checkFits(state);
            if (state.outcome().filter(outcome -> !outcome.isResumable()).isPresent()) {
                return finished(state);
            }
            RunAuthority authority = authority(state, above);
            ToolRegistry registry = tools.at(state.stamps().tools()).orElseGet(tools::current);
            Stamps stamps = stamps(registry, authority);
            if (!state.stamps().equals(stamps)) {
                log.warn("run {} began under {} and goes on under {}", runId, state.stamps(), stamps);
            }
            Budget limits =
                    state.outcome().orElse(null) instanceof Outcome.BudgetExhausted ? harnessLimits : state.budget();
            // The model is shown the instructions that the run began with, whatever they are now.
            Stamps current = stamps.withInstructionsOf(state.stamps());
            RunEvent.Resumed resumed =
                    new RunEvent.Resumed(clock.instant(), limits, current, resumption.message(state));
            BudgetTracker budget = scope.apply(limits, resumed.applyTo(state).spend());
            List<RunEvent> first = new ArrayList<>();
            first.add(resumed);
            resumption
                    .bound(state)
                    .forEach(verdict -> first.add(new RunEvent.PersonAnswered(clock.instant(), verdict)));
            Optional<Task> task = resumption.task();
            ToolRegistry offered = offered(registry, state, task);
            return drive(
                    new Run(state, offered, authority, budget, task.flatMap(Task::success), journal, audience, clock),
                    first);
        }
    }

    /** What a sub-agent's run may do depends on the run that calls it, so it goes on with that one or not at all. */
    private RunAuthority authority(RunState state, Optional<RunAuthority> above) {
        Origin origin = state.origin();
        if (origin.hasParent() && above.isEmpty()) {
            throw new IllegalStateException("run " + state.runId() + " is a sub-agent's, for call "
                    + origin.parentCall() + " of run " + origin.parentRun() + ": resume that one");
        }
        return above.map(parent -> parent.below(rights, origin)).orElseGet(() -> RunAuthority.of(rights, origin));
    }

    private RunResult drive(Run run, List<RunEvent> first) {
        return Shift.drive(run, first, loop, threads.forRuns());
    }

    private static RunResult finished(RunState state) {
        RunResult result = RunResult.of(state);
        if (result.isCompleted()) {
            return result;
        }
        throw new IllegalStateException(
                "run " + state.runId() + " cannot be gone on with: it ended as " + result.outcome());
    }

    private ToolRegistry offered(ToolRegistry registry, RunState state, Optional<Task> task) {
        List<Tool> controls = controls();
        if (state.isTyped()) {
            ToolSpec spec = state.tool(ControlTools.SUBMIT).orElseThrow();
            controls.add(
                    task.flatMap(Task::output).map(ControlTools::submit).orElseGet(() -> ControlTools.submit(spec)));
        }
        return new OfferedTools(registry, controls);
    }

    private List<Tool> controls() {
        List<Tool> controls = new ArrayList<>();
        if (controlTools) {
            controls.add(ControlTools.giveUp());
            controls.add(ControlTools.escalate());
        }
        if (planTool) {
            controls.add(ControlTools.plan());
        }
        artefacts.map(store -> new ReadBack(store, journal)).ifPresent(controls::add);
        return controls;
    }
}
