package dev.agentharness.context;

import dev.agentharness.model.Effort;
import dev.agentharness.run.Plan;
import dev.agentharness.run.RunState;
import java.util.Objects;

/**
 * How much a model is to think while it plans, acts and verifies. Whether that gains anything depends on the model: measure
 * it. Some providers cache nothing of a conversation across a change.
 *
 * @param plan for the first message of a run
 * @param act for what follows
 * @param verify once an answer was sent back, or every step of the plan is done
 */
public record EffortSchedule(Effort plan, Effort act, Effort verify) {

    public EffortSchedule {
        Objects.requireNonNull(plan, "plan");
        Objects.requireNonNull(act, "act");
        Objects.requireNonNull(verify, "verify");
    }

    Effort at(RunState state) {
        if (state.revisions() > 0 || state.plan().map(EffortSchedule::isDone).orElse(false)) {
            return verify;
        }
        return state.turns() == 0 ? plan : act;
    }

    private static boolean isDone(Plan plan) {
        return !plan.steps().isEmpty() && plan.openSteps().isEmpty();
    }
}
