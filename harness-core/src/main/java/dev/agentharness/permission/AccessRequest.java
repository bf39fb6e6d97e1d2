package dev.agentharness.permission;

import dev.agentharness.budget.Spend;
import dev.agentharness.model.Effect;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.run.RunState;
import dev.agentharness.run.Stamps;
import java.util.List;
import java.util.Set;

/**
 * What an external policy is told of a call that wants permission.
 *
 * @param subject on whose behalf the run acts; empty if unsaid
 * @param runId the run
 * @param parentRun the run whose sub-agent this one is; empty if it is nobody's
 * @param callId the call
 * @param tool the tool's name
 * @param version the tool's version
 * @param effect what running it does to the world
 * @param risk what it can damage
 * @param scopes what it touches
 * @param arguments the arguments as canonical JSON: equal arguments have equal texts
 * @param taintedBy the untrusted tools whose results are in the conversation
 * @param stamps under what the run runs
 * @param spend what the run took so far
 */
public record AccessRequest(
        String subject,
        String runId,
        String parentRun,
        String callId,
        String tool,
        String version,
        Effect effect,
        Risk risk,
        List<String> scopes,
        String arguments,
        Set<String> taintedBy,
        Stamps stamps,
        Spend spend) {

    public AccessRequest {
        scopes = List.copyOf(scopes);
        taintedBy = Set.copyOf(taintedBy);
    }

    static AccessRequest of(ToolCall call, ToolSpec tool, RunState state) {
        return new AccessRequest(
                state.origin().subject(),
                state.runId(),
                state.origin().parentRun(),
                call.id(),
                tool.name(),
                tool.version(),
                tool.effect(),
                tool.risk(),
                tool.scopes(),
                ToolInput.parse(call.arguments()).canonical(),
                state.taintedBy(),
                state.stamps(),
                state.spend());
    }

    /** The same request, whatever call it is for and whatever was spent before. */
    AccessRequest apartFromProgress() {
        return new AccessRequest(
                subject,
                runId,
                parentRun,
                "",
                tool,
                version,
                effect,
                risk,
                scopes,
                arguments,
                taintedBy,
                stamps,
                Spend.NONE);
    }
}
