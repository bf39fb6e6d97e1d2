package dev.agentharness;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says when the time of a step is up: a run's in the middle of asking a model, or a call's. All steps of all runs share one
 * timer that is set to the first deadline only, because setting a timer wakes its thread: a step that must be done later than
 * the ring already set costs nothing. Thread-safe.
 */
final class Alarm {

    private static final Logger log = LoggerFactory.getLogger(Alarm.class);

    /** The one for all runs of this process. */
    static final Alarm PROCESS = new Alarm();

    /** Deadlines that differ by less are one. */
    private static final long SAME = TimeUnit.MILLISECONDS.toNanos(20);

    private final ScheduledThreadPoolExecutor timer = timer();
    private final Set<Deadline> deadlines = ConcurrentHashMap.newKeySet();
    private volatile boolean isSet;
    private volatile long ringsAt;
    private Future<?> later = CompletableFuture.completedFuture(null);

    /** Looks after a deadline from here on; at most 40 ms after it has come, what is due is done. */
    void keep(Deadline deadline) {
        deadlines.add(deadline);
    }

    /** Looks after it no longer. */
    void release(Deadline deadline) {
        deadlines.remove(deadline);
    }

    /** To be told when a deadline that is kept was set, to a time of {@link System#nanoTime()}. */
    void expect(long nanoTime) {
        long at = nanoTime + SAME;
        if (!isSet || ringsAt - at > SAME) {
            setTo(at);
        }
    }

    /** Does something that cannot fail later on, for the few cases that are worth a timer of their own. */
    @SuppressWarnings("FutureReturnValueIgnored")
    void after(long nanos, Runnable action) {
        timer.schedule(action, nanos, TimeUnit.NANOSECONDS);
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
        for (Deadline deadline : deadlines) {
            next = Math.min(next, look(deadline, now));
        }
        if (next != Long.MAX_VALUE) {
            setTo(now + next + SAME);
        }
    }

    /** One run's fault must not cost the others their ring. */
    private static long look(Deadline deadline, long now) {
        try {
            return deadline.look(now);
        } catch (RuntimeException e) {
            log.warn("what is due at the end of a step's time failed", e);
            return Long.MAX_VALUE;
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
