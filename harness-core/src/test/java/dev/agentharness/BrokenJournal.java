package dev.agentharness;

import dev.agentharness.journal.InMemoryJournal;
import dev.agentharness.journal.Journal;
import dev.agentharness.run.RunEvent;
import java.util.List;

/** A journal that cannot record events of one kind. */
record BrokenJournal(InMemoryJournal kept, Class<? extends RunEvent> kind) implements Journal {

    BrokenJournal(Class<? extends RunEvent> kind) {
        this(new InMemoryJournal(), kind);
    }

    @Override
    public void append(String runId, RunEvent event) {
        if (kind.isInstance(event)) {
            throw new IllegalStateException("disk full");
        }
        kept.append(runId, event);
    }

    @Override
    public List<RunEvent> read(String runId) {
        return kept.read(runId);
    }

    @Override
    public Lease lease(String runId) {
        return kept.lease(runId);
    }
}
