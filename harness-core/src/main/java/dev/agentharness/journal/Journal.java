package dev.agentharness.journal;

import dev.agentharness.run.RunEvent;
import java.util.List;

/**
 * Keeps the events of runs, so that a run can be read, and resumed by another process. Thread-safe.
 *
 * <p>A run that cannot be recorded must not act, so whatever goes wrong here is thrown and ends the drive of the run.
 */
public interface Journal {

    /** Adds the next event of a run. When it returns, the event is as safe as this journal makes it. */
    void append(String runId, RunEvent event);

    /** All events of a run in order; empty if there is no such run. */
    List<RunEvent> read(String runId);

    /**
     * Makes the caller the only one who drives the run until the lease is closed.
     *
     * @throws IllegalStateException if somebody else drives it now
     */
    Lease lease(String runId);

    /** The right to drive one run. */
    interface Lease extends AutoCloseable {
        @Override
        void close();
    }
}
