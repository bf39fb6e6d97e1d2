package dev.agentharness.simulation;

import dev.agentharness.journal.Journal;
import dev.agentharness.run.RunEvent;
import java.util.List;

/** Keeps nothing: for so many runs that their events would not fit into memory. */
final class NoJournal implements Journal {

    @Override
    public void append(String runId, RunEvent event) {}

    @Override
    public List<RunEvent> read(String runId) {
        return List.of();
    }

    @Override
    public Lease lease(String runId) {
        return () -> {};
    }
}
