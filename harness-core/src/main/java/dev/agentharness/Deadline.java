package dev.agentharness;

/**
 * When a step must be done: past it, its thread is interrupted, so that the run's time limit also holds for a model client
 * that knows nothing of it. An interrupt of somebody else that falls into the same moment is taken for this one; the run
 * ends all the same.
 */
final class Deadline implements AutoCloseable {

    private final Thread thread;
    private final Alarm alarm;
    private final long at;
    private boolean over;
    private volatile boolean passed;

    /**
     * @param at in the time of {@link System#nanoTime()}
     */
    Deadline(Thread thread, Alarm alarm, long at) {
        this.thread = thread;
        this.alarm = alarm;
        this.at = at;
    }

    long at() {
        return at;
    }

    boolean isAt(long nanoTime) {
        return nanoTime - at >= 0;
    }

    /** Interrupts the step once, unless it is over. */
    synchronized void pass() {
        if (!over && !passed) {
            passed = true;
            thread.interrupt();
        }
    }

    /** Whether the interrupt was this deadline's. */
    boolean hasPassed() {
        return passed;
    }

    /** Ends the step, which nothing interrupts any more. */
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
