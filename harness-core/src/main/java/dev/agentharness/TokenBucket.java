package dev.agentharness;

import dev.agentharness.model.RateLimit;
import java.util.OptionalLong;

/**
 * Counts calls against a rate, on a clock that is told to it in nanoseconds. Kept as the one instant at which the bucket
 * would be full again. Thread-safe.
 */
final class TokenBucket {

    private final long interval;
    private final long whole;
    private long fullAt;

    TokenBucket(RateLimit limit, long now) {
        this.interval = Math.max(1, limit.per().toNanos() / limit.calls());
        this.whole = interval * limit.calls();
        this.fullAt = now;
    }

    /** Takes the next call and says how long it has to wait; takes nothing if that is more than the caller has patience for. */
    synchronized OptionalLong take(long now, long patience) {
        long then = later(fullAt, now) + interval;
        long wait = Math.max(0, then - whole - now);
        if (wait > patience) {
            return OptionalLong.empty();
        }
        fullAt = then;
        return OptionalLong.of(wait);
    }

    /** How long a call would have to wait. */
    synchronized long waitAt(long now) {
        return Math.max(0, later(fullAt, now) + interval - whole - now);
    }

    /** Undoes a {@link #take}: that call will not be made. */
    synchronized void giveBack() {
        fullAt -= interval;
    }

    synchronized boolean isFull(long now) {
        return fullAt - now <= 0;
    }

    /** Such clocks may overflow, so only differences count. */
    private static long later(long one, long other) {
        return one - other > 0 ? one : other;
    }
}
