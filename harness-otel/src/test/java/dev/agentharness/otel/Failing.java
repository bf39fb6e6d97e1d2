package dev.agentharness.otel;

import dev.agentharness.journal.Journal;
import dev.agentharness.run.RunEvent;
import java.util.List;

/** A journal that cannot keep one kind of event. */
record Failing(Journal journal, Class<? extends RunEvent> at) implements Journal {

    @Override
    public void append(String runId, RunEvent event) {
        if (at.isInstance(event)) {
            throw new IllegalStateException("the disk is full");
        }
        journal.append(runId, event);
    }

    @Override
    public List<RunEvent> read(String runId) {
        return journal.read(runId);
    }

    @Override
    public Lease lease(String runId) {
        return journal.lease(runId);
    }
}
