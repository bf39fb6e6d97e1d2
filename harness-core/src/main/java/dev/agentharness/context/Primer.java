package dev.agentharness.context;

import dev.agentharness.budget.Budget;
import java.nio.file.Path;
import java.time.Instant;

/**
 * What a model is told of its surroundings when a run begins, so that it need not spend turns on finding out. It is rendered
 * once and becomes part of the task: it stands still for the run, and a replay needs no surroundings. Thread-safe.
 */
@FunctionalInterface
public interface Primer {

    /**
     * The text; empty for none.
     *
     * @param now when the run begins
     * @param budget its limits
     */
    String text(Instant now, Budget budget);

    /** Tells nothing. */
    static Primer none() {
        return (now, budget) -> "";
    }

    /** Tells the time, the limits, the platform, and what is in a folder, two levels deep. */
    static Primer environment(Path folder) {
        return new EnvironmentPrimer(folder);
    }

    /** This one and then another. */
    default Primer and(Primer other) {
        return (now, budget) -> (text(now, budget) + "\n" + other.text(now, budget)).strip();
    }
}
