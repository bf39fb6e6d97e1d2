package dev.agentharness.permission;

import dev.agentharness.run.Decision;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * A policy outside the harness that is asked about every call: that of a company, a tenant, a service mesh. Thread-safe.
 *
 * <p>Whatever goes wrong with it denies the call. What it allows can still be asked by a rule; what it denies or asks no
 * rule allows.
 */
@FunctionalInterface
public interface DecisionPoint {

    /**
     * Decides on a call; may wait.
     *
     * @return the decision, or empty if it has no opinion
     * @throws Exception if it cannot decide, which denies the call
     */
    Optional<Decision> decide(AccessRequest request) throws Exception;

    /** What it is called in the stamps of a run. */
    default String name() {
        return "external";
    }

    /** This decision point, given so long to answer; then it is interrupted and the call is denied. */
    default DecisionPoint within(Duration time) {
        return new TimedDecisions(this, time);
    }

    /**
     * This decision point, not asked again for a while about the same subject, run, tool, arguments, taint and stamps.
     * What it decides by the spend or the call's id is not seen meanwhile. Failures are not kept.
     *
     * @param time how long an answer holds, and so how long a permission that is withdrawn still counts
     * @param most how many answers are kept
     */
    default DecisionPoint cached(Duration time, int most, Clock clock) {
        return new CachedDecisions(this, time, most, clock);
    }
}
