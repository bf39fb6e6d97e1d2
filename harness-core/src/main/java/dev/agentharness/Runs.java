package dev.agentharness;

import dev.agentharness.budget.Budget;
import dev.agentharness.budget.BudgetTracker;
import dev.agentharness.budget.Spend;
import dev.agentharness.context.Primer;
import dev.agentharness.instruction.Instructions;
import dev.agentharness.journal.Journal;
import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunListener;
import dev.agentharness.run.RunResult;
import dev.agentharness.run.RunState;
import dev.agentharness.run.Stamps;
import dev.agentharness.tool.ArtefactStore;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts and resumes the runs of one harness: takes the lease, writes the first event, hands over to the loop. */
final class Runs {

    private static final Logger log = LoggerFactory.getLogger(Runs.class);

    private final AgentLoop loop;
    private final Instructions instructions;
    private final ToolRegistry tools;
    private final boolean controlTools;
    private final boolean planTool;
    private final Optional<ArtefactStore> artefacts;
    private final Primer primer;
    private final Journal journal;
    private final List<RunListener> listeners;
    private final Clock clock;
    private final Stamps stamps;

    Runs(
            AgentLoop loop,
            ModelSpec model,
            Instructions instructions,
            ToolRegistry tools,
            String policy,
            boolean controlTools,
            boolean planTool,
            Optional<ArtefactStore> artefacts,
            Primer primer,
            Journal journal,
            List<RunListener> listeners,
            Clock clock) {
        this.loop = loop;
        this.instructions = instructions;
        this.tools = tools;
        this.controlTools = controlTools;
        this.planTool = planTool;
        this.artefacts = artefacts;
        this.primer = primer;
        this.journal = journal;
        this.listeners = listeners;
        this.clock = clock;
        this.stamps = new Stamps(
                instructions.sha256(),
                tools.version(),
                policy,
                model.toString(),
                HarnessVersion.current(),
                instructions.sources());
    }

    /** What the first task of a conversation has to give. */
    Map<String, String> inputs() {
        return instructions.inputs();
    }

    Clock clock() {
        return clock;
    }

    /** A run that has just begun, for checks before any does. */
    RunState imagined(String runId, Instant at, Budget limits) {
        return begun(at, runId, Task.of("Nothing."), List.of(), Set.of(), limits, new OfferedTools(tools, controls()))
                .applyTo(RunState.before(runId));
    }

    @SuppressWarnings("try") // the lease is held, not used
    RunResult start(
            String runId,
            Task task,
            List<Message> history,
            Set<String> taintedBy,
            Budget limits,
            BudgetTracker budget) {
        if (history.isEmpty()) {
            task.checkGives(inputs());
        }
        List<Tool> controls = controls();
        task.output().map(ControlTools::submit).ifPresent(controls::add);
        ToolRegistry offered = new OfferedTools(tools, controls);
        RunEvent.Started started = begun(clock.instant(), runId, task, history, taintedBy, limits, offered);
        try (Journal.Lease lease = journal.lease(runId)) {
            if (knows(runId)) {
                throw new IllegalStateException("the journal has a run '" + runId + "' already");
            }
            return drive(
                    new Run(RunState.before(runId), offered, budget, task.success(), journal, listeners, clock),
                    List.of(started));
        }
    }

    private RunEvent.Started begun(
            Instant at,
            String runId,
            Task task,
            List<Message> history,
            Set<String> taintedBy,
            Budget limits,
            ToolRegistry offered) {
        return new RunEvent.Started(
                at,
                runId,
                instructions.text(),
                offered.specs(),
                history,
                primed(task.message(), primer.text(at, limits)),
                task.output().isPresent(),
                task.success().isPresent(),
                taintedBy,
                limits,
                stamps);
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
                (limits, before) -> above.map(tracker -> tracker.resumedChild("run", limits, before))
                        .orElseGet(() -> BudgetTracker.resumed("run", limits, clock, before)));
    }

    boolean knows(String runId) {
        return !journal.read(runId).isEmpty();
    }

    /** A run within another's budget; what it took before a crash is booked there, for the other has not heard of it. */
    RunResult startOrGoOn(
            String runId, Task task, String name, Set<String> taintedBy, Budget share, BudgetTracker caller) {
        if (!knows(runId)) {
            return start(runId, task, List.of(), taintedBy, share, caller.child(name, share));
        }
        RunState state = RunState.replay(journal.read(runId));
        if (state.outcome().isPresent()) {
            caller.child(name, share).book(state.spend().withTime(Duration.ZERO));
            return RunResult.of(state);
        }
        return resume(new Resumption(runId, Optional.of(task), "", List.of()), share, (limits, before) -> {
            BudgetTracker budget = caller.child(name, limits);
            budget.book(before.withTime(Duration.ZERO));
            return budget;
        });
    }

    @SuppressWarnings("try") // the lease is held, not used
    RunResult resume(Resumption resumption, Budget harnessLimits, BiFunction<Budget, Spend, BudgetTracker> scope) {
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
            resumption.verdicts().forEach(verdict -> first.add(new RunEvent.PersonAnswered(clock.instant(), verdict)));
            Optional<Task> task = resumption.task();
            ToolRegistry offered = offered(state, task);
            return drive(
                    new Run(state, offered, budget, task.flatMap(Task::success), journal, listeners, clock), first);
        }
    }

    private RunResult drive(Run run, List<RunEvent> first) {
        try (run) {
            run.record(first);
            run.holdBack();
            return loop.drive(run);
        }
    }

    private static RunResult finished(RunState state) {
        RunResult result = RunResult.of(state);
        if (result.isCompleted()) {
            return result;
        }
        throw new IllegalStateException(
                "run " + state.runId() + " cannot be gone on with: it ended as " + result.outcome());
    }

    private ToolRegistry offered(RunState state, Optional<Task> task) {
        List<Tool> controls = controls();
        if (state.isTyped()) {
            ToolSpec spec = state.tool(ControlTools.SUBMIT).orElseThrow();
            controls.add(
                    task.flatMap(Task::output).map(ControlTools::submit).orElseGet(() -> ControlTools.submit(spec)));
        }
        return new OfferedTools(tools, controls);
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
