package dev.agentharness.mcp;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Calls of tools as a harness makes them. */
final class Calls {

    private Calls() {}

    static Tool tool(List<Tool> tools, String name) {
        return tools.stream()
                .filter(tool -> tool.spec().name().equals(name))
                .findAny()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + tools));
    }

    static ToolOutput call(McpServer server, String tool, String arguments) throws Exception {
        return call(tool(server.tools(), tool), arguments, (kind, attributes) -> {});
    }

    static ToolOutput call(Tool tool, String arguments, ToolContext.Notes notes) throws Exception {
        return tool.call(
                ToolInput.parse(arguments),
                new ToolContext(
                        "run-1",
                        "call-1",
                        Instant.MAX,
                        BudgetTracker.root("run", Budget.standard(), Clock.systemUTC()),
                        Set.of(),
                        notes));
    }

    static String text(ToolOutput output) {
        return new Message(Role.USER, output.content()).text();
    }

    static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + 30_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time: " + what).isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }
}
