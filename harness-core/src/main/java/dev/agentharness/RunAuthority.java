package dev.agentharness;

import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.permission.Approver;
import dev.agentharness.permission.PermissionPolicy;
import dev.agentharness.run.Decision;
import dev.agentharness.run.Layer;
import dev.agentharness.run.Origin;
import dev.agentharness.run.RunState;
import dev.agentharness.run.Verdict;
import dev.agentharness.tool.ToolContext;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * What one run may do: who decides on its calls, who is asked about them, and how far its sub-agents may go. That of a
 * sub-agent is what its own harness grants, narrowed by that of the run which calls it. Thread-safe.
 *
 * @param deep how many levels of sub-agents there may be below the run
 * @param places one for each sub-agent that may be at work for the run at once
 */
record RunAuthority(PermissionPolicy policy, Approver approver, Origin origin, int deep, Semaphore places)
        implements ToolContext.Authority {

    /** That of a run which is nobody's sub-agent. */
    static RunAuthority of(Rights rights, Origin origin) {
        return new RunAuthority(
                rights.policy(), rights.approver(), origin, rights.deep(), new Semaphore(rights.atOnce()));
    }

    /** That of a sub-agent's run. */
    RunAuthority below(Rights rights, Origin below) {
        return new RunAuthority(
                new Narrowed(rights.policy(), policy),
                (call, tool, reason, state) -> ask(rights.approver(), call, tool, reason, state),
                below,
                Math.min(deep - 1, rights.deep()),
                new Semaphore(rights.atOnce()));
    }

    /** Where a run comes from that carries out a call of this one: it acts for the same subject, under the same ceiling. */
    Origin originOf(ToolContext call) {
        return new Origin(
                origin.subject(), call.runId(), call.callId(), origin.depth() + 1, call.taintedBy(), origin.ceiling());
    }

    /** What the caller's policy asks is the caller's to answer; so is what the sub-agent's own approver leaves open. */
    private Optional<Verdict> ask(Approver own, ToolCall call, ToolSpec tool, String reason, RunState state)
            throws InterruptedException {
        boolean callers = state.turn()
                .decision(call.id())
                .filter(decision -> decision.layer() == Layer.CALLER)
                .isPresent();
        Optional<Verdict> verdict = callers ? Optional.empty() : own.ask(call, tool, reason, state);
        return verdict.isPresent() ? verdict : approver.ask(call, tool, reason, state);
    }

    /** The stricter of two policies on every call. */
    private record Narrowed(PermissionPolicy own, PermissionPolicy callers) implements PermissionPolicy {

        @Override
        public Decision decide(ToolCall call, ToolSpec tool, RunState state) throws InterruptedException {
            Decision mine = own.decide(call, tool, state);
            Decision theirs = callers.decide(call, tool, state);
            String ground = theirs.layer() + (theirs.rule().isEmpty() ? "" : ": " + theirs.rule());
            return theirs instanceof Decision.Allow ? mine : Decision.stricter(theirs.on(Layer.CALLER, ground), mine);
        }

        @Override
        public String name() {
            return own.name() + " within " + callers.name();
        }
    }
}
