package dev.agentharness.stop;

import dev.agentharness.budget.BudgetTracker;
import dev.agentharness.model.ModelClient;
import dev.agentharness.run.Reflection;
import dev.agentharness.run.RunState;
import java.util.List;

/**
 * Looks back after each finished turn and says how to go on. What it says is an event, so a replay does not ask again;
 * therefore it may ask a model. Thread-safe.
 */
@FunctionalInterface
public interface Reflector {

    /**
     * Says how to go on.
     *
     * @param budget the run's ledger, for reflectors that ask a model; see {@link dev.agentharness.budget.BudgetedModel}
     * @throws InterruptedException if the run was cancelled meanwhile
     */
    Reflection reflect(RunState state, BudgetTracker budget) throws InterruptedException;

    /** Always goes on. */
    static Reflector none() {
        return (state, budget) -> new Reflection.Continue();
    }

    /** Asks one after the other; the first that has something to say is heard. */
    static Reflector firstOf(Reflector... reflectors) {
        List<Reflector> all = List.of(reflectors);
        return (state, budget) -> {
            for (Reflector reflector : all) {
                Reflection reflection = reflector.reflect(state, budget);
                if (!(reflection instanceof Reflection.Continue)) {
                    return reflection;
                }
            }
            return new Reflection.Continue();
        };
    }

    /**
     * Notices work that goes round in circles: turns that repeat with the same results, alone or in a cycle of up to
     * four, and the same error again and again. Nudges once, then ends the run as stalled. Tools that are declared as
     * polling do not count.
     */
    static Reflector stall() {
        return new StallReflector();
    }

    /**
     * Asks a model every so many turns whether the work still serves the task, and nudges if it does not. On the run's
     * budget; says nothing where that has no room.
     */
    static Reflector goalDrift(ModelClient judge, int everyTurns) {
        return new GoalDriftReflector(judge, everyTurns);
    }
}
