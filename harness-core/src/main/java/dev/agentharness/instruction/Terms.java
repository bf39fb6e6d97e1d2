package dev.agentharness.instruction;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the files ask of the harness that is built with them.
 *
 * @param allowedTools one list for each file that has one; a tool must be in all of them
 * @param inputs what a task has to give, and what that is
 * @param ofHarness which version of this library they rely on
 * @param escalation the file that says when to escalate, if one does
 */
record Terms(
        List<List<Value>> allowedTools,
        Map<String, String> inputs,
        List<Requirement> ofHarness,
        List<Skill> skills,
        Optional<Place> escalation) {

    static final Terms NONE = new Terms(List.of(), Map.of(), List.of(), List.of(), Optional.empty());

    /** Throws if this harness cannot keep them. */
    void check(String harnessVersion, boolean canEscalate) {
        ofHarness.forEach(requirement -> requirement.check(Map.of(Requirement.HARNESS, harnessVersion)));
        escalation.filter(place -> !canEscalate).ifPresent(place -> {
            throw place.refused("says when to escalate, but the harness is built without control tools");
        });
    }
}
