package dev.agentharness;

import dev.agentharness.budget.Spend;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunState;
import dev.agentharness.run.Turn;
import dev.agentharness.run.Verdict;
import dev.agentharness.run.WaitingCall;
import dev.agentharness.tool.ToolContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one call hands down to the sub-agent that carries it out: what its run may do, and what persons have said since the
 * call was suspended; and what it takes back: which calls below wait. It goes with the tool's context, so no wrapper in
 * between can lose it. Thread-safe.
 */
final class Delegation implements ToolContext.Authority {

    private final RunAuthority authority;
    private final List<Verdict> verdicts;
    private final Map<String, Spend> known;
    private Map<String, Spend> taken;
    private Map<String, List<WaitingCall>> waiting = Map.of();

    private Delegation(RunAuthority authority, List<Verdict> verdicts, Map<String, Spend> known) {
        this.authority = authority;
        this.verdicts = verdicts;
        this.known = known;
        this.taken = known;
    }

    /** That of a call of this run which is about to be carried out. */
    static Delegation of(String callId, Run run) {
        Turn turn = run.state().turn();
        return new Delegation(
                run.authority(),
                turn.verdictsBelow(callId),
                turn.suspended(callId).map(RunEvent.CallSuspended::taken).orElse(Map.of()));
    }

    /** What the calling run may do. */
    RunAuthority authority() {
        return authority;
    }

    /** What persons have said about calls of the sub-agents below, however deep. */
    List<Verdict> verdicts() {
        return verdicts;
    }

    /** What a sub-agent's run took, as far as the calling run's ledger knows; empty if the call was not suspended for it. */
    Optional<Spend> known(String runId) {
        return Optional.ofNullable(known.get(runId));
    }

    /** Takes back how a sub-agent's run ended. */
    synchronized void take(String agent, RunState ended) {
        taken = plus(taken, ended.runId(), ended.spend());
        waiting = plus(
                waiting,
                ended.runId(),
                waiting(ended).stream().map(call -> call.below(agent)).toList());
    }

    private static <T> Map<String, T> plus(Map<String, T> known, String runId, T more) {
        Map<String, T> all = new TreeMap<>(known);
        all.put(runId, more);
        return all;
    }

    /** The calls that keep a run which has ended from going on; none if it waits for nothing, or for words. */
    static List<WaitingCall> waiting(RunState ended) {
        return ended.outcome().orElse(null) instanceof Outcome.Escalated escalated
                ? escalated.request().waiting()
                : List.of();
    }

    /** What suspends the call, if anything below it waits. */
    synchronized Optional<RunEvent> suspension(String callId, Run run) {
        if (waiting.isEmpty()) {
            return Optional.empty();
        }
        List<WaitingCall> calls = new ArrayList<>();
        waiting.values().forEach(calls::addAll);
        return calls.isEmpty()
                ? Optional.empty()
                : Optional.of(new RunEvent.CallSuspended(run.now(), callId, calls, taken));
    }
}
