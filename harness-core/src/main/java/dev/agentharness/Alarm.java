package dev.agentharness;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts the thread that drives a run when the run's time is up in the middle of a step. All steps of a run share one
 * timer, because their deadlines hardly ever differ and setting a timer anew wakes its thread each time.
 */
final class Alarm implements AutoCloseable {

    /** A client that obeys the request's timeout gets so much time to fail in its own, better words. */
    private static final Duration GRACE = Duration.ofMillis(500);

    /** Deadlines that differ by less are one. */
    private static final long SAME = TimeUnit.MILLISECONDS.toNanos(20);

    private static final ScheduledThreadPoolExecutor TIMER = timer();

    private @Nullable Deadline current;
    private @Nullable Future<?> ring;
    private long ringsAt;

    /** Begins a step of the calling thread that may take so much time, or any time. */
    Deadline in(Optional<Duration> time) {
        Deadline deadline = new Deadline(Thread.currentThread(), this);
        time.ifPresent(
                left -> set(deadline, System.nanoTime() + left.plus(GRACE).toNanos()));
        return deadline;
    }

    private synchronized void set(Deadline deadline, long at) {
        deadline.passesAt(at);
        current = deadline;
        if (ring == null || ringsAt - at > SAME) {
            ringAt(at);
        }
    }

    private void ringAt(long at) {
        if (ring != null) {
            ring.cancel(false);
        }
        ringsAt = at;
        ring = TIMER.schedule(this::ring, at - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private synchronized void ring() {
        ring = null;
        if (current == null) {
            return;
        }
        if (current.isAt(System.nanoTime() + SAME)) {
            current.pass();
        } else {
            ringAt(current.at());
        }
    }

    /** Ends a step, which no ring can meet any more. */
    synchronized void end(Deadline deadline) {
        current = current == deadline ? null : current;
    }

    /** Stops the timer. */
    @Override
    public synchronized void close() {
        current = null;
        if (ring != null) {
            ring.cancel(false);
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
