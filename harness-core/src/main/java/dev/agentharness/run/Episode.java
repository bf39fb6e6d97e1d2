package dev.agentharness.run;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The record of a part of a run that the model is no longer shown: what it was for, what was decided and why, what was
 * found and where. Immutable.
 *
 * @param goal what the work is for
 * @param constraints what must or must not be done
 * @param decisions in order
 * @param facts what was found, in order
 * @param openTasks what is still to be done, as it was at the end of that part
 * @param artefacts what was made
 * @param errors what went wrong
 */
public record Episode(
        String goal,
        List<String> constraints,
        List<Choice> decisions,
        List<Fact> facts,
        List<String> openTasks,
        List<String> artefacts,
        List<String> errors) {

    /** How the message begins that shows a record to the model. */
    private static final String HEADER = "[Record of earlier work";

    /** Something that was decided, and why. */
    public record Choice(String what, String why) {
        public Choice {
            Objects.requireNonNull(what, "what");
            Objects.requireNonNull(why, "why");
        }

        @Override
        public String toString() {
            return why.isEmpty() ? what : what + ", because " + why;
        }
    }

    /** Something that was found, and where. */
    public record Fact(String text, String source) {
        public Fact {
            Objects.requireNonNull(text, "text");
            Objects.requireNonNull(source, "source");
        }

        @Override
        public String toString() {
            return source.isEmpty() ? text : text + " (" + source + ")";
        }
    }

    public Episode {
        Objects.requireNonNull(goal, "goal");
        constraints = List.copyOf(constraints);
        decisions = List.copyOf(decisions);
        facts = List.copyOf(facts);
        openTasks = List.copyOf(openTasks);
        artefacts = List.copyOf(artefacts);
        errors = List.copyOf(errors);
    }

    /** A record of nothing but a goal. */
    public static Episode of(String goal) {
        return new Episode(goal, List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
    }

    /** Whether a text is a record as a model was shown it. */
    static boolean isRecord(String text) {
        return text.startsWith(HEADER);
    }

    /**
     * This record and the one of what came after it, as one. Nothing that was recorded is written anew, so nothing of it
     * can get lost; only the goal and what is open are those of the later one.
     */
    public Episode then(Episode later) {
        return new Episode(
                later.goal.isBlank() ? goal : later.goal,
                both(constraints, later.constraints),
                both(decisions, later.decisions),
                both(facts, later.facts),
                later.openTasks,
                both(artefacts, later.artefacts),
                both(errors, later.errors));
    }

    private static <T> List<T> both(List<T> one, List<T> other) {
        Set<T> all = new LinkedHashSet<>(one);
        all.addAll(other);
        return List.copyOf(all);
    }

    /**
     * As much of it as has room: the oldest errors go first, then the oldest decisions, artefacts and facts. Goal,
     * constraints and open tasks stay.
     *
     * @param chars how long {@link #text()} may be
     */
    public Episode within(int chars) {
        Episode cut = this;
        List<Episode> ever = new ArrayList<>();
        while (cut.text().length() > chars && !ever.contains(cut)) {
            ever.add(cut);
            cut = cut.shorter();
        }
        return cut;
    }

    private Episode shorter() {
        if (!errors.isEmpty()) {
            return new Episode(goal, constraints, decisions, facts, openTasks, artefacts, newer(errors));
        }
        if (!decisions.isEmpty()) {
            return new Episode(goal, constraints, newer(decisions), facts, openTasks, artefacts, errors);
        }
        if (!artefacts.isEmpty()) {
            return new Episode(goal, constraints, decisions, facts, openTasks, newer(artefacts), errors);
        }
        return new Episode(goal, constraints, decisions, newer(facts), openTasks, artefacts, errors);
    }

    /** Without the older eighth. */
    private static <T> List<T> newer(List<T> items) {
        return items.subList(Math.min(items.size(), items.size() / 8 + 1), items.size());
    }

    /** As a model reads it. */
    public String text() {
        StringBuilder text = new StringBuilder("Goal: ").append(goal).append('\n');
        list("Constraints", constraints, text);
        list("Decided", decisions, text);
        list("Facts", facts, text);
        list("Still open", openTasks, text);
        list("Made", artefacts, text);
        list("Went wrong", errors, text);
        return text.toString();
    }

    private static void list(String title, List<?> items, StringBuilder text) {
        if (!items.isEmpty()) {
            text.append(title).append(":\n");
            items.forEach(item -> text.append("- ").append(item).append('\n'));
        }
    }

    /** The message that stands in for what it is the record of. */
    String shown(String runId) {
        return HEADER + ". What it stands for is no longer shown; the journal has all of it under run " + runId
                + ". Hold on to the constraints, and look again before you rely on a detail.]\n" + text();
    }
}
