package dev.agentharness.tool;

import dev.agentharness.budget.BudgetTracker;
import java.time.Instant;
import java.util.Objects;

/**
 * What a tool may know of the run that calls it.
 *
 * @param runId the run
 * @param callId the call, unique within the run
 * @param deadline when the call will be interrupted, on the harness's clock
 * @param budget the run's ledger: whatever the tool spends on models is to be reserved here
 */
public record ToolContext(String runId, String callId, Instant deadline, BudgetTracker budget) {

    public ToolContext {
        Objects.requireNonNull(runId, "runId");
        Objects.requireNonNull(callId, "callId");
        Objects.requireNonNull(deadline, "deadline");
        Objects.requireNonNull(budget, "budget");
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
