package dev.agentharness.otel;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** A clock on which a second goes by whenever it is looked at. */
final class TickingClock extends Clock {

    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final AtomicLong seconds = new AtomicLong();

    @Override
    public Instant instant() {
        return BEGIN.plusSeconds(seconds.getAndIncrement());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
