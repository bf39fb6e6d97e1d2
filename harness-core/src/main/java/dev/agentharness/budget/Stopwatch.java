package dev.agentharness.budget;

import java.time.Clock;
import java.time.Instant;

/**
 * The time that a scope has taken, in nanoseconds and saturated. A clock that jumps back only stands still. Not thread-safe:
 * its ledger's lock serves.
 */
final class Stopwatch {

    private final Clock clock;
    private long nanos;
    private long lastLook; // compared by the difference only, so that it may overflow
    private int stopped;

    /**
     * Starts to run.
     *
     * @param nanos what was taken before
     */
    Stopwatch(Clock clock, long nanos) {
        this.clock = clock;
        this.nanos = nanos;
        this.lastLook = now();
    }

    /** Takes the time that went by since the last look, and says what there is now. */
    long look() {
        long now = now();
        if (stopped == 0) {
            add(Math.max(0, now - lastLook));
        }
        lastLook = now;
        return nanos;
    }

    /** What was taken up to the last look. */
    long nanos() {
        return nanos;
    }

    void add(long more) {
        nanos = Spend.sum(nanos, more);
    }

    /** Stopping twice takes {@link #goOn()} twice. */
    void stop() {
        look();
        stopped++;
    }

    void goOn() {
        look();
        stopped--;
    }

    private long now() {
        Instant now = clock.instant();
        return now.getEpochSecond() * 1_000_000_000 + now.getNano();
    }
}
