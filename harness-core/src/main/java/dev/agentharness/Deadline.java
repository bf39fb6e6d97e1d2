package dev.agentharness;

/**
 * When a step must be done: past it, its thread is interrupted, so that the run's time limit also holds for a model client
 * that knows nothing of it. An interrupt of somebody else that falls into the same moment is taken for this one; the run
 * ends all the same.
 */
final class Deadline implements AutoCloseable {

    private final Thread thread;
    private final Alarm alarm;
    private long at;
    private volatile boolean passed;

    Deadline(Thread thread, Alarm alarm) {
        this.thread = thread;
        this.alarm = alarm;
    }

    void passesAt(long nanoTime) {
        at = nanoTime;
    }

    long at() {
        return at;
    }

    boolean isAt(long nanoTime) {
        return nanoTime - at >= 0;
    }

    void pass() {
        passed = true;
        thread.interrupt();
    }

    /** Whether the interrupt was this deadline's. */
    boolean hasPassed() {
        return passed;
    }

    @Override
    public void close() {
        alarm.end(this);
        if (passed) {
            Thread.interrupted();
        }
    }
}
