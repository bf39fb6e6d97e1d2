package dev.agentharness.models;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * What a circuit breaker knows: how the last calls ended, and so whether the next may be made. Thread-safe.
 *
 * <p>Each call that is let through gets a ticket and hands it back. A ticket of an earlier state counts no more: a call that
 * was slow to fail says nothing about a provider that has been tried since.
 */
final class Breaker {

    enum State {
        CLOSED,
        OPEN,
        HALF_OPEN
    }

    /** How a call ended: {@code NEITHER} where it says nothing about the provider's health. */
    enum End {
        SUCCESS,
        FAILURE,
        NEITHER
    }

    /** When to open, and for how long; see {@link CircuitBreaking.Builder}. */
    record Thresholds(int window, int leastCalls, double failureShare, Duration openFor, int trialCalls) {}

    /** What a trial call may well take; after that another may be made beside it. */
    static final Duration TRIAL = Duration.ofSeconds(15);

    static final int REFUSED = -1;

    private final Thresholds thresholds;
    private final InstantSource clock;
    private final boolean[] failed;
    private State state = State.CLOSED;
    private int stateNumber;
    private long calls;
    private int failures;
    private int under;
    private Instant lastTrial = Instant.EPOCH;
    private Instant openUntil = Instant.EPOCH;

    Breaker(Thresholds thresholds, InstantSource clock) {
        this.thresholds = thresholds;
        this.clock = clock;
        this.failed = new boolean[thresholds.window];
    }

    /** A ticket for a call that may be made, or {@link #REFUSED}. */
    synchronized int enter() {
        if (!admits()) {
            return REFUSED;
        }
        if (state == State.OPEN) {
            become(State.HALF_OPEN);
        }
        if (state == State.HALF_OPEN) {
            lastTrial = clock.instant();
        }
        under++;
        return stateNumber;
    }

    /** Whether a call would be let through now. */
    synchronized boolean admits() {
        return switch (state) {
            case CLOSED -> true;
            case OPEN -> openLeft().isZero();
            case HALF_OPEN ->
                calls + under < thresholds.trialCalls || trialLeft().isZero();
        };
    }

    /** How long the last trial call may still take before another is made: a long answer must not keep all others waiting. */
    private Duration trialLeft() {
        Duration left = TRIAL.minus(Duration.between(lastTrial, clock.instant()));
        return left.isNegative() || left.compareTo(TRIAL) > 0 ? Duration.ZERO : left;
    }

    /** Ends a call that was let through. */
    synchronized void leave(int ticket, End end) {
        if (ticket != stateNumber) {
            return;
        }
        under--;
        if (end != End.NEITHER) {
            count(end == End.FAILURE);
        }
    }

    private void count(boolean failure) {
        int place = (int) (calls % failed.length);
        boolean forgotten = calls >= failed.length && failed[place];
        failed[place] = failure;
        calls++;
        failures += (failure ? 1 : 0) - (forgotten ? 1 : 0);
        long seen = Math.min(calls, failed.length);
        boolean ill = failures >= thresholds.failureShare * seen && failures > 0;
        if (state == State.CLOSED && ill && seen >= Math.min(thresholds.leastCalls, failed.length)) {
            open();
        } else if (state == State.HALF_OPEN && failure) {
            open();
        } else if (state == State.HALF_OPEN && calls >= thresholds.trialCalls) {
            become(State.CLOSED);
        }
    }

    private void open() {
        openUntil = clock.instant().plus(thresholds.openFor);
        become(State.OPEN);
    }

    private void become(State next) {
        state = next;
        stateNumber++;
        calls = 0;
        failures = 0;
        under = 0;
    }

    synchronized State state() {
        return state;
    }

    /** How long no call is let through; zero if one is. */
    synchronized Duration left() {
        return admits() ? Duration.ZERO : state == State.OPEN ? openLeft() : trialLeft();
    }

    private Duration openLeft() {
        Duration left = Duration.between(clock.instant(), openUntil);
        if (left.compareTo(thresholds.openFor) > 0) { // the clock was put back
            openUntil = clock.instant().plus(thresholds.openFor);
            left = thresholds.openFor;
        }
        return left.isNegative() ? Duration.ZERO : left;
    }
}
