package dev.agentharness.tools;

import dev.agentharness.budget.Budget;
import dev.agentharness.budget.BudgetTracker;
import dev.agentharness.model.Message;
import dev.agentharness.model.Role;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Calls tools without a run, and reads what they say. */
final class Texts {

    private Texts() {}

    static ToolOutput output(Tool tool, String arguments) throws Exception {
        return output(tool, arguments, new ArrayList<>());
    }

    /** The kinds and attributes of notes are added to the list. */
    static ToolOutput output(Tool tool, String arguments, List<String> notes) throws Exception {
        BudgetTracker budget = BudgetTracker.root("run", Budget.standard(), Clock.systemUTC());
        ToolContext context = new ToolContext(
                "run-1",
                "call-1",
                Instant.MAX,
                budget,
                Set.of(),
                (kind, attributes) -> notes.add(kind + " " + new java.util.TreeMap<>(attributes)));
        return tool.call(ToolInput.parse(arguments), context);
    }

    static String call(Tool tool, String arguments) throws Exception {
        return of(output(tool, arguments));
    }

    static String of(ToolOutput output) {
        return new Message(Role.USER, output.content()).text();
    }
}
