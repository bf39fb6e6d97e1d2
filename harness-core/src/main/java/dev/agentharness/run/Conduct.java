package dev.agentharness.run;

import dev.agentharness.list.Appended;
import dev.agentharness.model.Artefact;
import dev.agentharness.model.ToolSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a run's tools have done so far.
 *
 * @param failures how often in a row each tool has failed; tools that succeeded last are not in it
 * @param withdrawn the tools that failed too often and are no longer offered
 * @param taintedBy the tools that showed the model what outsiders wrote
 * @param artefacts what was made that outlives the run, in order
 */
record Conduct(
        Map<String, Integer> failures, Set<String> withdrawn, Set<String> taintedBy, Appended<Artefact> artefacts) {

    /** Before any call of a run whose conversation was tainted by these tools. */
    static Conduct of(Set<String> taintedBy) {
        return new Conduct(Map.of(), Set.of(), taintedBy, Appended.copyOf(List.of()));
    }

    /** Those of the tools that are still offered. */
    List<ToolSpec> offered(List<ToolSpec> tools) {
        return withdrawn.isEmpty()
                ? tools
                : tools.stream()
                        .filter(tool -> !withdrawn.contains(tool.name()))
                        .toList();
    }

    Conduct made(List<Artefact> more) {
        Conduct next = this;
        for (Artefact artefact : more) {
            next = new Conduct(failures, withdrawn, taintedBy, next.artefacts.plus(artefact));
        }
        return next;
    }

    Conduct succeeded(String tool) {
        if (!failures.containsKey(tool)) {
            return this;
        }
        Map<String, Integer> less = new HashMap<>(failures);
        less.remove(tool);
        return new Conduct(Map.copyOf(less), withdrawn, taintedBy, artefacts);
    }

    Conduct failed(String tool) {
        Map<String, Integer> more = new HashMap<>(failures);
        more.merge(tool, 1, Integer::sum);
        return new Conduct(Map.copyOf(more), withdrawn, taintedBy, artefacts);
    }

    Conduct tainted(String tool) {
        return taintedBy.contains(tool) ? this : new Conduct(failures, withdrawn, plus(taintedBy, tool), artefacts);
    }

    Conduct withdrawn(String tool) {
        return new Conduct(failures, plus(withdrawn, tool), taintedBy, artefacts);
    }

    private static Set<String> plus(Set<String> names, String name) {
        Set<String> more = new HashSet<>(names);
        more.add(name);
        return Set.copyOf(more);
    }
}
