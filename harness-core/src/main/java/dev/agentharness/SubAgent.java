package dev.agentharness;

import dev.agentharness.budget.Budget;
import dev.agentharness.json.Json;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.run.RunResult;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A harness as a tool. Each call is a run of its own with an id that follows from the call, so a call that a crash cut
 * short goes on where its run left off. It may do no more than the run that calls it.
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

    /** Whether this call's run is known, so that making the call again repeats nothing. */
    boolean canGoOn(String runId, String callId) {
        return runs.knows(ToolContext.idempotencyKey(runId, callId));
    }

    @Override
    public ToolOutput call(ToolInput input, ToolContext caller) {
        Task task = task(input);
        if (!(caller.authority() instanceof RunAuthority above)) {
            return output(runs.startOrGoOn(task, spec.name(), share, caller, Optional.empty()), caller);
        }
        if (above.deep() == 0) {
            return ToolOutput.error("Sub-agents are not nested deeper than this. Do it without '" + spec.name() + "'.");
        }
        if (!above.places().tryAcquire()) {
            return ToolOutput.error(
                    "As many sub-agents as may be are at work. Wait for their results, then ask again.");
        }
        try {
            return output(runs.startOrGoOn(task, spec.name(), share, caller, Optional.of(above)), caller);
        } finally {
            above.places().release();
        }
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
        return "The sub-agent did not complete (" + result.outcome().code() + "): "
                + result.outcome().reason() + ". "
                + (open.isEmpty() ? "" : "Open: " + String.join("; ", open) + ". ")
                + "Its answer so far: " + result.partial().answer();
    }
}
