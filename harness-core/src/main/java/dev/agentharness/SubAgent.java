package dev.agentharness;

import dev.agentharness.budget.Budget;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.run.RunResult;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import java.util.List;
import java.util.Optional;

/**
 * A harness as a tool. Each call is a run of its own with an id that follows from the call, so a call that a crash cut
 * short goes on where its run left off. It may do no more than the run that calls it.
 */
record SubAgent(ToolSpec spec, Runs runs, Budget share) implements Tool {

    /** Whether this call's run is known, so that making the call again repeats nothing. */
    boolean canGoOn(String runId, String callId) {
        return runs.knows(ToolContext.idempotencyKey(runId, callId));
    }

    @Override
    public ToolOutput call(ToolInput input, ToolContext caller) {
        Task task = Task.of(input.string("task"));
        if (!(caller.authority() instanceof RunAuthority above)) {
            return output(runs.startOrGoOn(task, spec.name(), share, caller, Optional.empty()));
        }
        if (above.deep() == 0) {
            return ToolOutput.error("Sub-agents are not nested deeper than this. Do it without '" + spec.name() + "'.");
        }
        if (!above.places().tryAcquire()) {
            return ToolOutput.error(
                    "As many sub-agents as may be are at work. Wait for their results, then ask again.");
        }
        try {
            return output(runs.startOrGoOn(task, spec.name(), share, caller, Optional.of(above)));
        } finally {
            above.places().release();
        }
    }

    /** What it comes to, with what the run made, however it ended. */
    private static ToolOutput output(RunResult result) {
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
