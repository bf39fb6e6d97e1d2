package dev.agentharness.stop;

import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunState;
import java.util.Optional;

/**
 * Ends a run before the model does. Asked after each finished turn, before the model is asked again.
 *
 * <p>It looks at the state and at nothing else: no clock, no I/O. A run that is resumed or replayed decides the same.
 */
@FunctionalInterface
public interface StopCondition {

    /** How the run ends here, or empty to go on. */
    Optional<Outcome> check(RunState state);

    /** This condition or, if it does not end the run, the other. */
    default StopCondition or(StopCondition other) {
        return state -> {
            Optional<Outcome> outcome = check(state);
            return outcome.isPresent() ? outcome : other.check(state);
        };
    }

    /** Ends nothing. */
    static StopCondition never() {
        return state -> Optional.empty();
    }
}
