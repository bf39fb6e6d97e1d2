package dev.agentharness.run;

import dev.agentharness.model.ToolInput;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What the model has set out to do, and how far it is. Made by its calls of the plan tool; the newest counts.
 *
 * @param goal what it is all for
 * @param steps in order
 */
public record Plan(String goal, List<Step> steps) {

    /** The name of the tool by which the model writes its plan down. */
    public static final String TOOL = "update_plan";

    /** One step of a plan. */
    public record Step(String text, State state) {
        public Step {
            Objects.requireNonNull(text, "text");
            Objects.requireNonNull(state, "state");
        }
    }

    /** How far a step is. */
    public enum State {
        OPEN,
        DOING,
        DONE,
        DROPPED
    }

    public Plan {
        Objects.requireNonNull(goal, "goal");
        steps = List.copyOf(steps);
    }

    /**
     * Reads a plan as the model writes it: a goal, and steps as texts that begin with their state, as in
     * {@code "done: read the report"}; a step without one is open.
     *
     * @throws IllegalArgumentException if the arguments are no such plan
     */
    public static Plan of(ToolInput arguments) {
        return new Plan(
                arguments.string("goal"),
                arguments.strings("steps").stream().map(Plan::step).toList());
    }

    private static Step step(String text) {
        for (State state : State.values()) {
            String prefix = state.name().toLowerCase(Locale.ROOT) + ":";
            if (text.toLowerCase(Locale.ROOT).startsWith(prefix)) {
                return new Step(text.substring(prefix.length()).strip(), state);
            }
        }
        return new Step(text.strip(), State.OPEN);
    }

    /** The steps that are neither done nor dropped. */
    public List<Step> openSteps() {
        return steps.stream()
                .filter(step -> step.state() == State.OPEN || step.state() == State.DOING)
                .toList();
    }

    @Override
    public String toString() {
        return steps.stream()
                .map(step -> step.state().name().toLowerCase(Locale.ROOT) + ": " + step.text())
                .collect(Collectors.joining("; ", goal + " — ", ""));
    }
}
