package dev.agentharness;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Says when the time of a step is up: a run's in the middle of asking a model, or a call's. All steps of all runs share one
 * timer that is set to the first deadline only, because setting a timer wakes its thread: a deadline that comes later than
 * the ring already set costs nothing. Thread-safe.
 */
final class Alarm {

    /** The one for all runs of this process. */
    static final Alarm PROCESS = new Alarm();

    /** A client that obeys the request's timeout gets so much time to fail in its own, better words. */
    private static final Duration GRACE = Duration.ofMillis(500);

    /** Deadlines that differ by less are one. */
    private static final long SAME = TimeUnit.MILLISECONDS.toNanos(20);

    private final ScheduledThreadPoolExecutor timer = timer();
    private final Set<Deadline> steps = ConcurrentHashMap.newKeySet();
    private volatile boolean isSet;
    private volatile long ringsAt;
    private Future<?> later = CompletableFuture.completedFuture(null);

    /** Begins a step of the calling thread that may take so much time, or any time; past it, the thread is interrupted. */
    Deadline in(Optional<Duration> time) {
        Runnable interrupt = Thread.currentThread()::interrupt;
        return time.isEmpty()
                ? new Deadline(interrupt, this, 0)
                : at(System.nanoTime() + time.get().plus(GRACE).toNanos(), interrupt);
    }

    /**
     * Begins a step of the calling thread that ends at a time.
     *
     * @param nanoTime in the time of {@link System#nanoTime()}
     * @param action what is done when the time has come, or up to 20 ms later; must be quick
     */
    Deadline at(long nanoTime, Runnable action) {
        long at = nanoTime + SAME;
        Deadline deadline = new Deadline(action, this, at);
        steps.add(deadline);
        if (!isSet || ringsAt - at > SAME) {
            setTo(at);
        }
        return deadline;
    }

    /** Ends a step. */
    void end(Deadline deadline) {
        steps.remove(deadline);
    }

    private synchronized void setTo(long at) {
        if (isSet && ringsAt - at <= SAME) {
            return;
        }
        if (isSet) {
            later.cancel(false);
        }
        ringsAt = at;
        isSet = true;
        later = timer.schedule(this::ring, at - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private void ring() {
        isSet = false; // before it looks: a step that begins from here on sets the timer itself
        long now = System.nanoTime();
        long next = Long.MAX_VALUE;
        for (Deadline step : steps) {
            if (step.isAt(now + SAME)) {
                step.pass();
            } else {
                next = Math.min(next, step.at() - now);
            }
        }
        if (next != Long.MAX_VALUE) {
            setTo(now + next);
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
