package dev.agentharness.run;

import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A call that waits for a person's verdict. The verdicts it makes are bound to it: to its run, its id, its tool and its
 * arguments.
 *
 * @param runId the run that made it: the one that ended, or that of a sub-agent below it
 * @param agents the sub-agents on the way to it, by the names of their tools, outermost first; empty if the run that ended
 *     made it itself
 * @param call the call, as the model made it
 * @param reason why the policy wants a person
 */
public record WaitingCall(String runId, List<String> agents, ToolCall call, String reason) {

    public WaitingCall {
        Objects.requireNonNull(runId, "runId");
        agents = List.copyOf(agents);
        Objects.requireNonNull(call, "call");
        Objects.requireNonNull(reason, "reason");
    }

    /** The call's id: unique within its run, and within no other. */
    public String id() {
        return call.id();
    }

    /** The tool's name. */
    public String name() {
        return call.name();
    }

    /** The arguments as canonical JSON: sorted keys and no spaces. */
    public String arguments() {
        return ToolInput.parse(call.arguments()).canonical();
    }

    /** {@link Verdict#allow(String)} for this very call. */
    public Verdict allow() {
        return Verdict.allow(id()).boundTo(runId, call);
    }

    /** {@link Verdict#deny(String, String)} for this very call. */
    public Verdict deny(String note) {
        return Verdict.deny(id(), note).boundTo(runId, call);
    }

    /** {@link Verdict#allowChanged(String, String)} for this very call. */
    public Verdict allowChanged(String arguments) {
        return Verdict.allowChanged(id(), arguments).boundTo(runId, call);
    }

    /** {@link Verdict#allowForRun(String)} for this very call; the rest of the run is that of the run which made it. */
    public Verdict allowForRun() {
        return Verdict.allowForRun(id()).boundTo(runId, call);
    }

    /**
     * Whether a verdict is about this very call. One that is bound to nothing is about a call of the run that is resumed
     * with it, for the ids of calls are unique within a run only.
     *
     * @param resumed the run that is resumed
     */
    public boolean isAnsweredBy(Verdict verdict, String resumed) {
        return verdict.fits(runId, call) && (verdict.binding().isPresent() || runId.equals(resumed));
    }

    /** This call, seen from the run that calls the sub-agent whose it is. */
    public WaitingCall below(String agent) {
        List<String> path = new ArrayList<>();
        path.add(agent);
        path.addAll(agents);
        return new WaitingCall(runId, path, call, reason);
    }
}
