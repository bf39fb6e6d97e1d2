package dev.agentharness.compaction;

import dev.agentharness.model.Message;
import dev.agentharness.run.Episode;
import dev.agentharness.run.RunState;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether a record may stand in for the messages that it is about. */
final class RecordCheck {

    /** How many facts a fault names. */
    private static final int NAMED = 40;

    private final Set<String> keyFacts;
    private final String source;

    private RecordCheck(Set<String> keyFacts, String source) {
        this.keyFacts = keyFacts;
        this.source = source;
    }

    /**
     * @param messages those that the record is to stand in for
     * @param newest those that stay as they are
     */
    static RecordCheck of(List<Message> messages, List<Message> newest, RunState state) {
        List<Message> staying = new ArrayList<>(state.pinned());
        staying.addAll(newest);
        String shown = staying.stream().map(Transcript::whole).collect(Collectors.joining("\n"))
                + state.episode().map(Episode::text).orElse("");
        Set<String> keyFacts = new LinkedHashSet<>(KeyFacts.of(messages, new CallFacts(state.finishedTurns())));
        keyFacts.removeIf(shown::contains);
        String source = messages.stream().map(Transcript::whole).collect(Collectors.joining("\n")) + shown;
        return new RecordCheck(keyFacts, source);
    }

    /** What the record must hold, because nothing else that the model will be shown does. */
    Set<String> keyFacts() {
        return keyFacts;
    }

    /** What is wrong with a record, in words for whoever wrote it; empty if nothing is. */
    List<String> faults(Episode record) {
        String text = record.text();
        List<String> faults = new ArrayList<>();
        if (record.goal().isBlank()) {
            faults.add("the goal is missing");
        }
        List<String> lost =
                keyFacts.stream().filter(fact -> !text.contains(fact)).toList();
        if (!lost.isEmpty()) {
            faults.add("it lacks " + named(lost));
        }
        List<String> madeUp = KeyFacts.in(text).stream()
                .filter(fact -> !source.contains(fact))
                .toList();
        if (!madeUp.isEmpty()) {
            faults.add("nobody said " + named(madeUp));
        }
        return faults;
    }

    private static String named(List<String> facts) {
        return facts.stream().limit(NAMED).collect(Collectors.joining(", "))
                + (facts.size() > NAMED ? " and " + (facts.size() - NAMED) + " more" : "");
    }
}
