package dev.agentharness;

import dev.agentharness.budget.Budget;
import dev.agentharness.budget.BudgetTracker;
import dev.agentharness.budget.Spend;
import dev.agentharness.json.Json;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunResult;
import dev.agentharness.run.RunState;
import dev.agentharness.run.Verdict;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;

/**
 * A harness as a tool. Each call is a run of its own with an id that follows from the call, so a call that a crash cut
 * short goes on where its run left off. It may do no more than the run that calls it, and what it has to ask a person that
 * run asks: until there is an answer the call is suspended, not failed.
 */
record SubAgent(ToolSpec spec, Runs runs, Budget share) implements Tool {

    private static final String TASK = "task";

    /** The arguments: a task in words, and what the sub-agent's instructions ask for besides. */
    static String schema(Map<String, String> inputs) {
        Map<String, Object> properties = new TreeMap<>();
        properties.put(TASK, text("What to do, with all that must be known for it"));
        inputs.forEach((name, description) -> properties.putIfAbsent(name, text(description)));
        return Json.canonical(
                Map.of("type", "object", "properties", properties, "required", List.copyOf(properties.keySet())));
    }

    private static Map<String, String> text(String description) {
        return Map.of("type", "string", "description", description);
    }

    private Task task(ToolInput input) {
        Task.Builder task = Task.builder(input.string(TASK));
        runs.inputs().keySet().forEach(name -> task.input(name, input.string(name)));
        return task.build();
    }

    /** Whether the call's run is known: then it goes on. */
    @Override
    public boolean canGoOn(String idempotencyKey) {
        return runs.knows(idempotencyKey);
    }

    @Override
    public ToolOutput call(ToolInput input, ToolContext caller) throws InterruptedException {
        Task task = task(input);
        if (!(caller.authority() instanceof Delegation above)) {
            return output(run(task, caller, Optional.empty()), caller);
        }
        if (above.authority().deep() == 0) {
            return ToolOutput.error("Sub-agents are not nested deeper than this. Do it without '" + spec.name() + "'.");
        }
        Semaphore places = above.authority().places();
        if (above.known(caller.idempotencyKey()).isPresent()) {
            places.acquire(); // what a person was asked about is not turned away
        } else if (!places.tryAcquire()) {
            return ToolOutput.error(
                    "As many sub-agents as may be are at work. Wait for their results, then ask again.");
        }
        try {
            RunResult result = run(task, caller, Optional.of(above));
            above.take(spec.name(), result.state());
            return output(result, caller);
        } finally {
            places.release();
        }
    }

    private RunResult run(Task task, ToolContext call, Optional<Delegation> above) {
        String runId = call.idempotencyKey();
        Optional<RunAuthority> caller = above.map(Delegation::authority);
        Optional<Spend> known = above.flatMap(delegation -> delegation.known(runId));
        if (!runs.knows(runId)) {
            if (known.isPresent()) {
                throw new IllegalStateException("The journal of '" + spec.name() + "' has lost run " + runId
                        + ", which waited for a person: it cannot go on. What it did so far is done.");
            }
            return runs.startBelow(caller, call, task, share, call.budget().child(spec.name(), share));
        }
        RunState state = runs.state(runId);
        if (state.outcome().isPresent() && !goesOnWithItsCaller(state)) {
            var unused = ledger(call, share, state.spend(), known.orElse(Spend.NONE));
            return RunResult.of(state);
        }
        List<Verdict> verdicts = above.map(Delegation::verdicts).orElse(List.of()).stream()
                .filter(verdict -> state.waiting().stream().anyMatch(asked -> asked.isAnsweredBy(verdict, runId)))
                .toList();
        return runs.resume(
                new Resumption(runId, Optional.of(task), "", verdicts),
                share,
                caller,
                (limits, before) -> ledger(call, limits, before, known.orElse(Spend.NONE)));
    }

    /** What it was cancelled with goes on, and what it waited for may be there now. */
    private static boolean goesOnWithItsCaller(RunState state) {
        return state.outcome().filter(Outcome.Cancelled.class::isInstance).isPresent()
                || !Delegation.waiting(state).isEmpty();
    }

    /**
     * The ledger of a run that goes on, within that of the run that calls it. What it took since that one last heard of it,
     * for the process died, is booked there now.
     */
    private BudgetTracker ledger(ToolContext call, Budget limits, Spend before, Spend known) {
        BudgetTracker ledger = call.budget().resumedChild(spec.name(), limits, known.withTime(before.time()));
        ledger.book(before.beyond(known).withTime(Duration.ZERO));
        return ledger;
    }

    /** What it comes to, with what the run made, however it ended. What tainted it taints whoever reads it. */
    private static ToolOutput output(RunResult result, ToolContext caller) {
        if (!result.state().taintedBy().isEmpty()) {
            caller.taint();
        }
        ToolOutput said = result.isCompleted() ? ToolOutput.text(result.answer()) : ToolOutput.error(shortOf(result));
        return new ToolOutput(said.content(), said.error(), result.partial().artefacts());
    }

    private static String shortOf(RunResult result) {
        List<String> open = result.partial().openTasks();
        return "The sub-agent did not complete (" + result.outcome().code() + "): " + reason(result.outcome()) + ". "
                + (open.isEmpty() ? "" : "Open: " + String.join("; ", open) + ". ")
                + "Its answer so far: " + result.partial().answer();
    }

    /** A question in words is for the caller's model first: it may know, or hand it on. */
    private static String reason(Outcome outcome) {
        return outcome instanceof Outcome.Escalated escalated
                        && !escalated.request().to().isEmpty()
                ? "a question to " + escalated.request().to() + ": " + outcome.reason()
                : outcome.reason();
    }
}
