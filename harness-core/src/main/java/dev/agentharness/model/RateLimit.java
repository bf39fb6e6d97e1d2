package dev.agentharness.model;

import java.time.Duration;

/**
 * How often something may be done: so many times at once, and again as the time goes by, evenly.
 *
 * @param calls how many in such a time, and the most at once
 * @param per the time in which as many may be done again
 */
public record RateLimit(int calls, Duration per) {

    public RateLimit {
        if (calls <= 0 || per.isNegative() || per.isZero() || per.toDays() > 365) {
            throw new IllegalArgumentException(
                    "a rate limit is a number of calls in a time of up to a year, not " + calls + " in " + per);
        }
    }

    @Override
    public String toString() {
        return calls + " in " + per;
    }
}
