package dev.agentharness;

import dev.agentharness.run.RunEvent;
import dev.agentharness.tool.ToolContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a tool notes of one call, until the run's thread takes it. Thread-safe. */
final class CallNotes implements ToolContext.Notes {

    /** A tool that notes without end fills no journal. */
    private static final int MOST = 1_000;

    private final String callId;
    private final List<Note> notes = new ArrayList<>();

    CallNotes(String callId) {
        this.callId = callId;
    }

    @Override
    public synchronized void note(String kind, Map<String, String> attributes) {
        if (notes.size() < MOST) {
            notes.add(new Note(kind, Map.copyOf(attributes)));
        }
    }

    /** The notes so far, as events of one moment. */
    synchronized List<RunEvent> taken(Instant at) {
        if (notes.isEmpty()) {
            return List.of();
        }
        List<RunEvent> events = new ArrayList<>(notes.size());
        notes.forEach(note -> events.add(new RunEvent.Noted(at, callId, note.kind(), note.attributes())));
        return events;
    }

    private record Note(String kind, Map<String, String> attributes) {}
}
