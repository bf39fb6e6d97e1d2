package dev.agentharness.recovery;

import java.time.Duration;

/**
 * How long to wait before another try: a random time between two bounds, so that many callers do not come back at once.
 *
 * @param atLeast the least, such as what the provider asks for
 * @param atMost the most
 */
public record Backoff(Duration atLeast, Duration atMost) {

    /** No wait at all. */
    public static final Backoff NONE = new Backoff(Duration.ZERO, Duration.ZERO);

    public Backoff {
        if (atLeast.isNegative() || atMost.compareTo(atLeast) < 0) {
            throw new IllegalArgumentException("a backoff from " + atLeast + " to " + atMost + " is none");
        }
    }

    /** The time at a share of the way from the least to the most. */
    public Duration at(double share) {
        return atLeast.plusNanos((long) (atMost.minus(atLeast).toNanos() * share));
    }
}
