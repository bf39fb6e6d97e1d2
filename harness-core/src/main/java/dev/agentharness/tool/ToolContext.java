package dev.agentharness.tool;

import dev.agentharness.budget.BudgetTracker;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What a tool may know of the run that calls it.
 *
 * @param runId the run
 * @param callId the call, unique within the run
 * @param deadline when the call will be interrupted, on the harness's clock
 * @param budget the run's ledger: whatever the tool spends on models is to be reserved here
 * @param taintedBy the untrusted tools whose results the model had been shown when it made the call
 * @param notes takes what the run is to remember of the call besides its result
 * @param authority what the calling run may do, for a harness that is used as a tool
 */
public record ToolContext(
        String runId,
        String callId,
        Instant deadline,
        BudgetTracker budget,
        Set<String> taintedBy,
        Notes notes,
        Authority authority) {

    public ToolContext {
        Objects.requireNonNull(runId, "runId");
        Objects.requireNonNull(callId, "callId");
        Objects.requireNonNull(deadline, "deadline");
        Objects.requireNonNull(budget, "budget");
        taintedBy = Set.copyOf(taintedBy);
        Objects.requireNonNull(notes, "notes");
        Objects.requireNonNull(authority, "authority");
    }

    /** A call that no run makes. */
    public ToolContext(
            String runId, String callId, Instant deadline, BudgetTracker budget, Set<String> taintedBy, Notes notes) {
        this(runId, callId, deadline, budget, taintedBy, notes, Authority.NONE);
    }

    /** The kind of note by which {@link #taint} is known. */
    public static final String TAINTED = "tainted";

    /** A call in an untainted run, of which nothing is remembered but its result. */
    public ToolContext(String runId, String callId, Instant deadline, BudgetTracker budget) {
        this(runId, callId, deadline, budget, Set.of(), (kind, attributes) -> {});
    }

    /**
     * What the calling run may do, and what persons said about calls of sub-agents below this one. Opaque: a tool that
     * passes its context on passes this on, so that a sub-agent behind it may do no more than the run that called, and
     * has its questions asked by it.
     */
    public interface Authority {
        /** Of a call that no run makes: nothing is narrowed. */
        Authority NONE = new Authority() {};
    }

    /** Takes notes. Thread-safe; what comes after the call has its result is dropped. */
    @FunctionalInterface
    public interface Notes {
        void note(String kind, Map<String, String> attributes);
    }

    /**
     * Has the run remember something of this call besides its result: it becomes an event just before the result.
     *
     * @param kind what happened, such as {@code cache.hit}
     * @param attributes the particulars; nothing secret
     */
    public void note(String kind, Map<String, String> attributes) {
        notes.note(kind, attributes);
    }

    /**
     * Says that this call's result holds text of outsiders although its tool is no untrusted one: from then on the run is
     * tainted by it.
     */
    public void taint() {
        note(TAINTED, Map.of());
    }

    /** A key that is the same whenever this very call is made again, for services that refuse to do a thing twice. */
    public String idempotencyKey() {
        return idempotencyKey(runId, callId);
    }

    /** The {@link #idempotencyKey()} of a call. */
    public static String idempotencyKey(String runId, String callId) {
        return runId + "/" + callId;
    }
}
