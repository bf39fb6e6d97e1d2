package dev.agentharness;

/**
 * When a step must be done. Past it something is done about it once, such as to interrupt its thread, so that the run's time
 * limit also holds for a model client that knows nothing of it. An interrupt of somebody else that falls into the same moment
 * is taken for this one; the run ends all the same.
 */
final class Deadline implements AutoCloseable {

    private final Runnable action;
    private final Alarm alarm;
    private final long at;
    private boolean over;
    private volatile boolean passed;

    /**
     * @param action what is done when it passes, on the alarm's thread
     * @param at in the time of {@link System#nanoTime()}
     */
    Deadline(Runnable action, Alarm alarm, long at) {
        this.action = action;
        this.alarm = alarm;
        this.at = at;
    }

    long at() {
        return at;
    }

    boolean isAt(long nanoTime) {
        return nanoTime - at >= 0;
    }

    /** Does what is due once, unless the step is over. */
    synchronized void pass() {
        if (!over && !passed) {
            passed = true;
            action.run();
        }
    }

    /** Whether it has passed, so that an interrupt was this deadline's. */
    boolean hasPassed() {
        return passed;
    }

    /** Ends the step of the calling thread, which nothing interrupts any more. */
    @Override
    public void close() {
        alarm.end(this);
        synchronized (this) {
            over = true;
        }
        if (passed) {
            Thread.interrupted();
        }
    }
}
