package dev.agentharness;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts the thread that made it when the time is up, unless it is closed before: so that the run's time limit also
 * holds for a model client that knows nothing of it. An interrupt of somebody else that falls into the same moment is
 * taken for this one; the run ends all the same.
 */
final class Deadline implements AutoCloseable {

    /** A client that obeys the request's timeout gets so much time to fail in its own, better words. */
    private static final Duration GRACE = Duration.ofMillis(500);

    private static final ScheduledThreadPoolExecutor TIMER = timer();

    private final Thread thread = Thread.currentThread();
    private final @Nullable Future<?> alarm;
    private boolean passed;
    private boolean closed;

    private Deadline(Optional<Duration> time) {
        this.alarm = time.map(
                        left -> TIMER.schedule(this::pass, left.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS))
                .orElse(null);
    }

    /** A deadline in so much time, or one that never passes. */
    static Deadline in(Optional<Duration> time) {
        return new Deadline(time);
    }

    private synchronized void pass() {
        if (!closed) {
            passed = true;
            thread.interrupt();
        }
    }

    /** Whether the interrupt was this deadline's. */
    synchronized boolean hasPassed() {
        return passed;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        if (alarm != null) {
            alarm.cancel(false);
        }
        if (hasPassed()) {
            Thread.interrupted();
        }
    }

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "harness-deadline");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }
}
