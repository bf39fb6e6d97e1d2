package dev.agentharness.memory;

import java.nio.charset.StandardCharsets;

/**
 * Decides about each write: it is committed, quarantined for a person to review, or refused. Asked before anything is
 * kept. Thread-safe; looks at the proposal and at nothing else, so that it says the same when it is asked again.
 *
 * <p>A gate that throws has refused. Gates are made of gates by {@link #and}: the strictest counts.
 */
@FunctionalInterface
public interface MemoryGate {

    Ruling rule(MemoryProposal proposal);

    /** Whether it governs at all. Where it does not, writing to memory is as risky as any other write. */
    default boolean governs() {
        return true;
    }

    /** This gate and another: the stricter ruling counts. The other is not asked about what this one refuses. */
    default MemoryGate and(MemoryGate other) {
        return proposal -> {
            Ruling ruling = rule(proposal);
            return ruling instanceof Ruling.Refuse ? ruling : ruling.orStricter(other.rule(proposal));
        };
    }

    /**
     * The gate of a memory that names none: all rules below, with texts of 2,000 bytes at most and 50 entries a run.
     */
    static MemoryGate standard() {
        return StandardGate.of(StandardGate.RULES);
    }

    /** Commits everything. Meant for tests, and for memories that only one's own words can reach. */
    static MemoryGate open() {
        return new MemoryGate() {
            @Override
            public Ruling rule(MemoryProposal proposal) {
                return Ruling.commit();
            }

            @Override
            public boolean governs() {
                return false;
            }
        };
    }

    /**
     * Quarantines what a run that was shown outsiders' text would have remembered as a fact or as a way to do things:
     * whatever the text looks like, outsiders may have dictated it. What happened (episodic) passes, marked as theirs.
     */
    static MemoryGate taintedWaits() {
        return proposal -> proposal.isTainted() && proposal.entry().kind() != MemoryKind.EPISODIC
                ? new Ruling.Quarantine("the run has read what outsiders wrote ("
                        + String.join(
                                ", ",
                                proposal.entry().provenance().tools().stream()
                                        .sorted()
                                        .toList())
                        + "), so a person must review it")
                : Ruling.commit();
    }

    /** Quarantines what would supersede an entry of greater trust, or is filed under a look-alike of another key. */
    static MemoryGate lessTrustedWaits() {
        return new Precedence();
    }

    /** Refuses what would supersede a pinned entry, also by a key that only looks the same, also after it has expired. */
    static MemoryGate pinsHold() {
        return new Pins();
    }

    /** Refuses text that speaks to a model as an attacker would. Known phrases only: it is no wall by itself. */
    static MemoryGate noInstructions() {
        return new Injections();
    }

    /** Refuses text that holds a password, a key or a token. Known forms only. */
    static MemoryGate noSecrets() {
        return new Secrets();
    }

    /** Refuses control characters and others that a reviewer would not see. */
    static MemoryGate nothingHidden() {
        return new HiddenCharacters();
    }

    /** Refuses texts of more bytes in UTF-8. */
    static MemoryGate noLongerThan(int bytes) {
        return proposal -> {
            int length = proposal.entry().text().getBytes(StandardCharsets.UTF_8).length;
            return length > bytes
                    ? new Ruling.Refuse("it has " + length + " bytes; remember " + bytes + " at most")
                    : Ruling.commit();
        };
    }

    /** Refuses to keep more entries of one run, and any more of a run that was rolled back. */
    static MemoryGate atMostPerRun(int entries) {
        return proposal -> {
            if (proposal.ofRun().stream().anyMatch(entry -> entry.status() == MemoryStatus.WITHDRAWN)) {
                return new Ruling.Refuse("what this run remembered was taken back by a person");
            }
            return proposal.ofRun().size() >= entries
                    ? new Ruling.Refuse("this run has proposed " + entries + " entries, and that is enough")
                    : Ruling.commit();
        };
    }
}
