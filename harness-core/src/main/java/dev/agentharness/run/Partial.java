package dev.agentharness.run;

import dev.agentharness.model.Artefact;
import java.util.List;
import java.util.Objects;

/**
 * What a run delivers although it did not complete.
 *
 * @param answer the answer so far: the model's last words; empty if it said nothing yet
 * @param openTasks what was begun and is not done: open steps of the plan, calls that wait or were not carried out
 * @param artefacts what the run's tools made that outlives it
 */
public record Partial(String answer, List<String> openTasks, List<Artefact> artefacts) {

    public Partial {
        Objects.requireNonNull(answer, "answer");
        openTasks = List.copyOf(openTasks);
        artefacts = List.copyOf(artefacts);
    }
}
