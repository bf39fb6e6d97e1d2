package dev.agentharness.permission;

import dev.agentharness.model.Effect;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.run.Decision;
import dev.agentharness.run.RunState;

/**
 * Decides whether a call may run. Consulted on every call of a declared tool, before anything of it happens; what it
 * says is recorded. Thread-safe.
 *
 * <p>A policy that throws has denied. It may do I/O; a run resumed later goes by the recorded decision.
 */
@FunctionalInterface
public interface PermissionPolicy {

    /**
     * @throws InterruptedException if the run was cancelled while the policy waited for others
     */
    Decision decide(ToolCall call, ToolSpec tool, RunState state) throws InterruptedException;

    /** What it is called in the stamps of a run. */
    default String name() {
        return "custom";
    }

    /**
     * Allows what only reads, and what may be repeated and can damage nothing; asks a person about everything else: the
     * policy of a harness that names none.
     */
    static PermissionPolicy askUnlessReadOnly() {
        return named("ask-unless-read-only", (call, tool, state) -> {
            if (tool.effect() == Effect.READ_ONLY) {
                return Decision.allow("the tool only reads");
            }
            return tool.effect() == Effect.IDEMPOTENT && tool.risk() == Risk.NONE
                    ? Decision.allow("the tool can damage nothing")
                    : Decision.ask("tool '" + tool.name() + "' changes something (" + tool.effect() + ", " + tool.risk()
                            + ")");
        });
    }

    /** Allows every call of every tool. Meant for tests, and for tools that can do no harm where they run. */
    static PermissionPolicy allowAll() {
        return named("allow-all", (call, tool, state) -> Decision.allow("everything is allowed"));
    }

    /** The same policy under a name. */
    static PermissionPolicy named(String name, PermissionPolicy policy) {
        return new PermissionPolicy() {
            @Override
            public Decision decide(ToolCall call, ToolSpec tool, RunState state) throws InterruptedException {
                return policy.decide(call, tool, state);
            }

            @Override
            public String name() {
                return name;
            }
        };
    }
}
