package dev.agentharness.run;

import dev.agentharness.model.Risk;
import java.util.Objects;
import java.util.Set;

/**
 * Where a run comes from, and what holds for it from there.
 *
 * @param subject on whose behalf it acts, in the application's words; empty if unsaid
 * @param parentRun the run whose sub-agent it is; empty if it is nobody's
 * @param parentCall the call of that run which it carries out; empty if it is nobody's
 * @param depth how many runs there are above it
 * @param taintedBy the untrusted tools that had tainted the conversation before it began
 * @param ceiling the most that a call may damage
 */
public record Origin(
        String subject, String parentRun, String parentCall, int depth, Set<String> taintedBy, Risk ceiling) {

    /** A run that comes from nowhere. */
    public static final Origin NOWHERE = new Origin("", "", "", 0, Set.of(), Risk.DESTRUCTIVE);

    public Origin {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(parentRun, "parentRun");
        Objects.requireNonNull(parentCall, "parentCall");
        taintedBy = Set.copyOf(taintedBy);
        Objects.requireNonNull(ceiling, "ceiling");
    }

    /** Whether the run is a sub-agent's. */
    public boolean hasParent() {
        return !parentRun.isEmpty();
    }

    /** This origin, in a conversation that these tools have tainted. */
    public Origin taintedBy(Set<String> tools) {
        return new Origin(subject, parentRun, parentCall, depth, tools, ceiling);
    }
}
