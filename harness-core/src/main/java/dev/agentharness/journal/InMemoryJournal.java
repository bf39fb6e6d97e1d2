package dev.agentharness.journal;

import dev.agentharness.run.RunEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps events as long as the process lives, of so many runs at most: the run that began first is forgotten first, but
 * none that is being driven. Thread-safe.
 */
public final class InMemoryJournal implements Journal {

    private final int maxRuns;
    private final Map<String, List<RunEvent>> runs = new LinkedHashMap<>();
    private final Set<String> leased = new HashSet<>();

    /** A journal of the last 100 runs. */
    public InMemoryJournal() {
        this(100);
    }

    public InMemoryJournal(int maxRuns) {
        if (maxRuns < 1) {
            throw new IllegalArgumentException("a journal must keep at least one run, not " + maxRuns);
        }
        this.maxRuns = maxRuns;
    }

    @Override
    public synchronized void append(String runId, RunEvent event) {
        List<RunEvent> events = runs.get(runId);
        if (events == null) {
            forgetOldest();
            events = new ArrayList<>();
            runs.put(runId, events);
        }
        events.add(event);
    }

    private void forgetOldest() {
        if (runs.size() >= maxRuns) {
            runs.keySet().stream()
                    .filter(runId -> !leased.contains(runId))
                    .findFirst()
                    .ifPresent(runs::remove);
        }
    }

    @Override
    public synchronized List<RunEvent> read(String runId) {
        return List.copyOf(runs.getOrDefault(runId, List.of()));
    }

    @Override
    public synchronized Lease lease(String runId) {
        if (!leased.add(runId)) {
            throw new IllegalStateException("run " + runId + " is being driven by somebody else");
        }
        return () -> release(runId);
    }

    private synchronized void release(String runId) {
        leased.remove(runId);
    }
}
