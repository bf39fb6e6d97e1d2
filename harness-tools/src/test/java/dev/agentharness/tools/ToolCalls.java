package dev.agentharness.tools;

import dev.agentharness.budget.Budget;
import dev.agentharness.budget.BudgetTracker;
import dev.agentharness.json.Json;
import dev.agentharness.model.Content;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Calls of tools as the harness makes them, without a harness. */
public final class ToolCalls {

    private ToolCalls() {}

    /** Calls a tool by its name; what it throws for the model comes back as an error. */
    public static ToolOutput call(List<Tool> tools, String name, Map<String, ?> arguments) throws Exception {
        Tool tool = tools.stream()
                .filter(one -> one.spec().name().equals(name))
                .findFirst()
                .orElseThrow();
        return call(tool, arguments);
    }

    public static ToolOutput call(Tool tool, Map<String, ?> arguments) throws Exception {
        ToolInput input = ToolInput.parse(Json.canonical(arguments));
        ToolContext context = new ToolContext(
                "run-1", "call-1", Instant.MAX, BudgetTracker.root("run", Budget.standard(), Clock.systemUTC()));
        var mistake = tool.mistake(input);
        if (mistake.isPresent()) {
            return ToolOutput.error(mistake.get());
        }
        try {
            return tool.call(input, context);
        } catch (IllegalArgumentException e) {
            return ToolOutput.error(e.getMessage());
        }
    }

    public static String text(ToolOutput output) {
        return output.content().stream()
                .map(Content.Text.class::cast)
                .map(Content.Text::text)
                .collect(Collectors.joining());
    }
}
