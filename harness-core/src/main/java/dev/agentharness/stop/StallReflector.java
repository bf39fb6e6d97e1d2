package dev.agentharness.stop;

import dev.agentharness.budget.BudgetTracker;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.Reflection;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunState;
import java.util.List;
import java.util.Optional;

/** Says once that the work goes round in circles, and ends it when it goes on doing so. */
final class StallReflector implements Reflector {

    /** After so many turns without a stall, a new one gets a nudge of its own. */
    private static final int FORGIVEN_AFTER = 20;

    @Override
    public Reflection reflect(RunState state, BudgetTracker budget) {
        Optional<String> evidence = StallDetector.evidence(state);
        if (evidence.isEmpty()) {
            return new Reflection.Continue();
        }
        if (wasNudged(state)) {
            return new Reflection.Stop(new Outcome.Stalled(evidence.get()));
        }
        return new Reflection.Nudge("You are going round in circles: " + evidence.get()
                + ". Nothing changes by it. Try something else, or end the task with what you have.");
    }

    private static boolean wasNudged(RunState state) {
        List<RunEvent.Reflected> reflections = state.reflections();
        int now = state.turn().number();
        return reflections.stream()
                .anyMatch(reflected -> reflected.reflection() instanceof Reflection.Nudge nudge
                        && nudge.text().startsWith("You are going round in circles")
                        && now - reflected.turn() <= FORGIVEN_AFTER);
    }
}
