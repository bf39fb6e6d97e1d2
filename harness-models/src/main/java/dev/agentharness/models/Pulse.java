package dev.agentharness.models;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import okio.AsyncTimeout;

/**
 * A timeout that begins anew each second while calls are made, and stands for none of them. Okio wakes the thread that
 * watches timeouts for each one that becomes the first of its queue, as the timeout of a lone call does; behind this one,
 * a call's wakes nobody. Thread-safe.
 */
final class Pulse extends AsyncTimeout {

    private static final Pulse SHARED = new Pulse();

    private final AtomicBoolean beats = new AtomicBoolean();
    private volatile boolean wanted;

    private Pulse() {
        timeout(1, TimeUnit.SECONDS);
    }

    /** Keeps it going for a second or two. */
    static void keep() {
        SHARED.wanted = true;
        if (!SHARED.beats.get() && SHARED.beats.compareAndSet(false, true)) {
            SHARED.enter();
        }
    }

    @Override
    protected void timedOut() {
        exit();
        if (wanted) {
            wanted = false;
            enter();
        } else {
            beats.set(false);
        }
    }
}
