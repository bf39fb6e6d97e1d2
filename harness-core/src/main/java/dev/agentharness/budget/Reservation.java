package dev.agentharness.budget;

import java.util.Objects;
import java.util.function.Function;

/** The answer to a request to set the worst case of a step aside. */
public sealed interface Reservation {

    /**
     * It is set aside, in this scope and in all above. Settle it exactly once, when it is known what the step took;
     * until then nobody else can have it. Thread-safe.
     */
    final class Granted implements Reservation {
        private final BudgetTracker tracker;
        private final Spend worstCase;
        private boolean settled;

        Granted(BudgetTracker tracker, Spend worstCase) {
            this.tracker = tracker;
            this.worstCase = worstCase;
        }

        /** What is set aside. */
        public Spend worstCase() {
            return worstCase;
        }

        /**
         * Books what the step took and gives the rest back.
         *
         * @throws IllegalStateException if it was settled before
         */
        public void settle(Spend actual) {
            synchronized (this) {
                if (settled) {
                    throw new IllegalStateException("this reservation was settled before: " + worstCase);
                }
                settled = true;
            }
            tracker.settle(worstCase, actual);
        }

        /**
         * Gives this back unused and sets another worst case aside in the same atomic step, so that nobody else can take
         * what was held.
         *
         * @param plan as in {@link BudgetTracker#reserve(Function)}
         * @throws IllegalStateException if it was settled before
         */
        public Reservation exchange(Function<Room, Spend> plan) {
            return tracker.exchange(this, plan);
        }

        /** Gives it back unused, unless it was settled before. */
        public void release() {
            synchronized (this) {
                if (settled) {
                    return;
                }
                settled = true;
            }
            tracker.settle(worstCase, Spend.NONE);
        }
    }

    /**
     * It does not fit; nothing is set aside.
     *
     * @param scope whose limit it is
     * @param limit the limit that is in the way
     */
    record Refused(String scope, Limit limit) implements Reservation {
        public Refused {
            Objects.requireNonNull(scope, "scope");
            Objects.requireNonNull(limit, "limit");
        }
    }
}
