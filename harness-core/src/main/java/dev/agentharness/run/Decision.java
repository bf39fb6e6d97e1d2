package dev.agentharness.run;

import java.util.Objects;

/** What a permission policy says of one call. */
public sealed interface Decision {

    /** Why, in words for the trace; for a denial also for the model. */
    String reason();

    /** The call may run. */
    record Allow(String reason) implements Decision {
        public Allow {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** A person must say whether the call may run. */
    record Ask(String reason) implements Decision {
        public Ask {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * The call must not run.
     *
     * @param endsRun whether asking for it was a violation that ends the run, or the model may try something else
     */
    record Deny(String reason, boolean endsRun) implements Decision {
        public Deny {
            Objects.requireNonNull(reason, "reason");
        }
    }

    static Decision allow(String reason) {
        return new Allow(reason);
    }

    static Decision ask(String reason) {
        return new Ask(reason);
    }

    /** The call must not run; the model is told why and goes on. */
    static Decision deny(String reason) {
        return new Deny(reason, false);
    }

    /** The call must not run, and the run ends as {@link Outcome.PolicyViolated}. */
    static Decision violation(String reason) {
        return new Deny(reason, true);
    }
}
