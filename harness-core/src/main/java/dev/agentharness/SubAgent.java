package dev.agentharness;

import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.run.RunResult;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;

/**
 * A harness as a tool. Each call is a run of its own with an id that follows from the call, so a call that a crash cut
 * short goes on where its run left off.
 */
record SubAgent(ToolSpec spec, Runs runs, dev.agentharness.budget.Budget share) implements Tool {

    /** Whether this call's run is known, so that making the call again repeats nothing. */
    boolean canGoOn(String runId, String callId) {
        return runs.knows(ToolContext.idempotencyKey(runId, callId));
    }

    @Override
    public ToolOutput call(ToolInput input, ToolContext caller) {
        RunResult result = runs.startOrGoOn(
                caller.idempotencyKey(), Task.of(input.string("task")), spec.name(), share, caller.budget());
        return result.isCompleted()
                ? ToolOutput.text(result.answer())
                : ToolOutput.error("The sub-agent did not complete (" + result.outcome() + "). Its answer so far: "
                        + result.partial().answer());
    }
}
