package dev.agentharness;

import dev.agentharness.json.Json;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.run.RunResult;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A harness as a tool. Each call is a run of its own with an id that follows from the call, so a call that a crash cut
 * short goes on where its run left off.
 */
record SubAgent(ToolSpec spec, Runs runs, dev.agentharness.budget.Budget share) implements Tool {

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
        RunResult result = runs.startOrGoOn(
                caller.idempotencyKey(),
                task(input),
                spec.name(),
                caller.taintedBy(),
                share,
                caller.budget());
        if (!result.state().taintedBy().isEmpty()) {
            caller.taint();
        }
        return result.isCompleted()
                ? ToolOutput.text(result.answer())
                : ToolOutput.error("The sub-agent did not complete (" + result.outcome() + "). Its answer so far: "
                        + result.partial().answer());
    }
}
