package dev.agentharness.permission;

import dev.agentharness.budget.Budget;
import dev.agentharness.model.Effect;
import dev.agentharness.model.Message;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.run.Decision;
import dev.agentharness.run.Origin;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunState;
import dev.agentharness.run.Stamps;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Tools, runs and calls that tests of permissions speak about. */
final class Cases {

    static final ToolSpec READ = tool("read_file", Effect.READ_ONLY, Risk.INTERNAL_READ);
    static final ToolSpec FETCH = tool("fetch", Effect.READ_ONLY, Risk.EXTERNAL_READ);
    static final ToolSpec WRITE = tool("write_file", Effect.IDEMPOTENT, Risk.WRITE);
    static final ToolSpec PAY = tool("pay", Effect.NON_IDEMPOTENT, Risk.FINANCIAL);
    static final ToolSpec SHELL = tool("shell", Effect.NON_IDEMPOTENT, Risk.DESTRUCTIVE);

    private Cases() {}

    static ToolSpec tool(String name, Effect effect, Risk risk, String... scopes) {
        return ToolSpec.builder(name, "a tool")
                .effect(effect)
                .risk(risk)
                .scopes(scopes)
                .build();
    }

    static ToolCall call(ToolSpec tool, String arguments) {
        return new ToolCall("call-1", tool.name(), arguments);
    }

    /** A run that has just begun. */
    static RunState run(boolean tainted, Risk ceiling) {
        Origin origin = new Origin("ann", "", "", 0, tainted ? Set.of("fetch") : Set.of(), ceiling);
        return RunState.replay(List.of(new RunEvent.Started(
                Instant.EPOCH,
                "run-1",
                "",
                List.of(READ, FETCH, WRITE, PAY, SHELL),
                List.of(),
                Message.user("x"),
                false,
                false,
                Budget.standard(),
                new Stamps("", "", "", "", ""),
                origin)));
    }

    static RunState run() {
        return run(false, Risk.DESTRUCTIVE);
    }

    static Decision decide(Permissions permissions, ToolSpec tool, String arguments) throws InterruptedException {
        return permissions.decide(call(tool, arguments), tool, run());
    }

    /** A policy of one rule about all tools. */
    static Permissions where(String decision, String argument, String pattern) {
        return Permissions.builder()
                .rules(Rules.parse("""
                        {"version":"1","rules":[{"name":"r","decision":"%s","tools":["*"],"where":{"%s":%s}}]}""".formatted(decision, argument, pattern)))
                .build();
    }
}
