package dev.agentharness.testkit;

import dev.agentharness.Task;
import dev.agentharness.model.ModelClient;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A task that is run once under each of two versions.
 *
 * @param name stands in the comparison
 * @param model gives a fresh model for each run, since a script is used up by one; any model will do
 */
public record Scenario(String name, Task task, Supplier<? extends ModelClient> model) {

    public Scenario {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(model, "model");
    }
}
