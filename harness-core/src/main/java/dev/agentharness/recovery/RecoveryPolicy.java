package dev.agentharness.recovery;

import dev.agentharness.run.RunEvent;
import java.time.Duration;
import java.util.Optional;

/**
 * Says whether a failed model call is tried again. Looks at nothing but its arguments, so that a replay decides the same.
 */
@FunctionalInterface
public interface RecoveryPolicy {

    /**
     * How long to wait before the model is asked again, or empty to end the run.
     *
     * @param failure the last failure
     * @param failures how many there were since the model last answered; at least 1
     */
    Optional<Duration> retryAfter(RunEvent.ModelFailed failure, int failures);

    /** Tries up to three times in all what may succeed later, after one second and then two, or as the provider asks. */
    static RecoveryPolicy standard() {
        return (failure, failures) -> {
            if (!failure.retryable() || failures >= 3) {
                return Optional.empty();
            }
            Duration own = Duration.ofSeconds(1L << (failures - 1));
            return Optional.of(failure.retryAfter()
                    .filter(asked -> asked.compareTo(own) > 0)
                    .orElse(own));
        };
    }

    /** Tries nothing again. */
    static RecoveryPolicy none() {
        return (failure, failures) -> Optional.empty();
    }
}
