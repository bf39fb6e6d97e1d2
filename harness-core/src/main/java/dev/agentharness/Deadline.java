package dev.agentharness;

/**
 * When a step of a run must be done; one serves many steps, one after the other. Past it something is
 * done about it once, such as to interrupt the thread, so that the run's time limit also holds for a model client that knows
 * nothing of it. An interrupt of somebody else that falls into the same moment is taken for this one; the run ends all the
 * same. Kept by an {@link Alarm}.
 */
final class Deadline {

    private final Runnable action;
    private final Alarm alarm;
    private boolean on;
    private long at;
    private volatile boolean passed;

    /**
     * @param action what is done when it passes, on the alarm's thread; must be quick
     * @param alarm has it, or will
     */
    Deadline(Runnable action, Alarm alarm) {
        this.action = action;
        this.alarm = alarm;
    }

    /**
     * Begins a step, after the one before has ended.
     *
     * @param nanoTime when it must be done, in the time of {@link System#nanoTime()}
     */
    void begin(long nanoTime) {
        synchronized (this) {
            at = nanoTime;
            on = true;
            passed = false;
        }
        alarm.expect(nanoTime);
    }

    /** Ends the step of the calling thread, which nothing interrupts any more. */
    void end() {
        synchronized (this) {
            on = false;
        }
        if (passed) {
            Thread.interrupted();
        }
    }

    /** Whether the step's has passed, so that an interrupt was this deadline's. */
    boolean hasPassed() {
        return passed;
    }

    /** Does what is due, once for each step; says how long it is to wait if the time has not come, else for ever. */
    synchronized long look(long nanoTime) {
        if (!on || passed) {
            return Long.MAX_VALUE;
        }
        if (nanoTime - at < 0) {
            return at - nanoTime;
        }
        passed = true;
        action.run();
        return Long.MAX_VALUE;
    }
}
