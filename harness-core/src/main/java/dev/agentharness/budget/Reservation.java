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
        private boolean settled; // under the ledger's lock

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
            synchronized (tracker.lock()) {
                checkOpen();
                settled = true;
                tracker.settle(worstCase, actual);
            }
        }

        /**
         * Sets another worst case aside in place of this one, in one atomic step, so that nobody else can take what was
         * held. If that does not fit, this is still held.
         *
         * @param plan as in {@link BudgetTracker#reserve(Function)}
         * @throws IllegalStateException if it was settled before
         */
        public Reservation exchange(Function<Room, Spend> plan) {
            synchronized (tracker.lock()) {
                checkOpen();
                Reservation inPlace = tracker.exchange(worstCase, plan);
                settled = inPlace instanceof Granted;
                return inPlace;
            }
        }

        private void checkOpen() {
            if (settled) {
                throw new IllegalStateException("this reservation was settled before: " + worstCase);
            }
        }

        /** Gives it back unused, unless it was settled before. */
        public void release() {
            synchronized (tracker.lock()) {
                if (!settled) {
                    settle(Spend.NONE);
                }
            }
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
