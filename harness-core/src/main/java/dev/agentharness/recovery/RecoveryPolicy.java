package dev.agentharness.recovery;

import dev.agentharness.run.RunEvent;
import java.time.Duration;
import java.util.Optional;

/**
 * Says what is tried again, and what is given up on. Looks at nothing but its arguments, so that a replay decides the same.
 * {@code docs/guide/recovery.md} has the whole table of faults and what becomes of them.
 */
@FunctionalInterface
public interface RecoveryPolicy {

    /**
     * How long to wait before the model is asked again, or empty to end the run.
     *
     * @param failure the last failure
     * @param failures how many there were since the model last answered; at least 1, and no more until each model of a
     *     chain had its try
     */
    Optional<Backoff> retry(RunEvent.ModelFailed failure, int failures);

    /**
     * Whether a tool is withdrawn that has failed so often in a row: the model is told, and offered it no longer in this
     * run. Five times unless told.
     */
    default boolean withdraws(String tool, int failuresInARow) {
        return failuresInARow >= 5;
    }

    /**
     * Tries what may succeed later up to four times in all. Waits a random time of up to one, two and four seconds, and at
     * least as long as the provider asks; gives up where that is longer than an hour.
     */
    static RecoveryPolicy standard() {
        return exponential(4, Duration.ofSeconds(1));
    }

    /**
     * Tries what may succeed later up to so many times in all, and waits a random time of up to {@code first}, twice that,
     * and so on (full jitter), but at least as long as the provider asks. Gives up where that is longer than an hour.
     */
    static RecoveryPolicy exponential(int tries, Duration first) {
        return (failure, failures) -> {
            if (!failure.retryable() || failures >= tries) {
                return Optional.empty();
            }
            Duration atLeast = failure.retryAfter().orElse(Duration.ZERO);
            if (atLeast.compareTo(Duration.ofHours(1)) > 0) {
                return Optional.empty();
            }
            Duration growing = first.multipliedBy(1L << Math.min(failures - 1, 20));
            return Optional.of(new Backoff(atLeast, atLeast.plus(growing)));
        };
    }

    /** Tries nothing again. */
    static RecoveryPolicy none() {
        return (failure, failures) -> Optional.empty();
    }
}
