package dev.agentharness.mcp;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long to leave a server alone that keeps failing: not at all after the first failure, then twice as long each time.
 * Thread-safe.
 */
final class Backoff {

    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Clock clock;
    private int failures;
    private Instant until = Instant.MIN;

    Backoff(Clock clock) {
        this.clock = clock;
    }

    /** How long it is to be left alone yet. */
    synchronized Optional<Duration> left() {
        Instant now = clock.instant();
        return now.isBefore(until) ? Optional.of(Duration.between(now, until)) : Optional.empty();
    }

    synchronized void failed() {
        failures++;
        if (failures > 1) {
            Duration pause = FIRST.multipliedBy(1L << Math.min(failures - 2, 10));
            until = clock.instant().plus(pause.compareTo(LONGEST) < 0 ? pause : LONGEST);
        }
    }

    /** It works again. */
    synchronized void worked() {
        failures = 0;
        until = Instant.MIN;
    }
}
