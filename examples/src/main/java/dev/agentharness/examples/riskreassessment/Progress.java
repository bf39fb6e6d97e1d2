package dev.agentharness.examples.riskreassessment;

import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolResult;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunListener;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;

/** Prints a line for what people want to see while they wait. For one run at a time. */
final class Progress implements RunListener {

    private final PrintStream out;
    private final Map<String, String> calls = new HashMap<>();

    Progress(PrintStream out) {
        this.out = out;
    }

    @Override
    public void onEvent(String runId, RunEvent event) {
        if (event instanceof RunEvent.ModelAsked asked) {
            out.println("turn " + asked.turn());
        } else if (event instanceof RunEvent.ModelReplied reply) {
            reply.message().toolCalls().forEach(call -> calls.put(call.id(), words(call)));
        } else if (event instanceof RunEvent.CallFinished finished) {
            out.println("  " + line(finished.result()));
        } else if (event instanceof RunEvent.ModelFailed failed) {
            out.println("  the model failed: " + failed.message());
        } else if (event instanceof RunEvent.BudgetWarned warning) {
            out.println("  " + warning.taken().toPlainString() + " of " + warning.limit() + " are taken");
        }
    }

    private static String words(ToolCall call) {
        return call.name() + (call.arguments().length() <= 60 ? " " + call.arguments() : "");
    }

    private String line(ToolResult result) {
        String text = result.text();
        return calls.getOrDefault(result.callId(), result.callId()) + ": "
                + (result.error() || text.length() <= 40 ? text : text.length() + " characters");
    }
}
