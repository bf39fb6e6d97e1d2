package dev.agentharness.memory;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a run would like to have remembered, and what the store knows that bears on it.
 *
 * @param entry the version that it would become, as if it were committed
 * @param alike all versions of the keys that look like the entry's, its own included
 * @param ofRun what the same run proposed before
 */
public record MemoryProposal(MemoryEntry entry, List<MemoryEntry> alike, List<MemoryEntry> ofRun) {

    public MemoryProposal {
        Objects.requireNonNull(entry, "entry");
        alike = List.copyOf(alike);
        ofRun = List.copyOf(ofRun);
    }

    /** Whether the run had been shown what outsiders wrote. */
    public boolean isTainted() {
        return entry.provenance().trust() == Trust.OUTSIDER;
    }

    /** The committed version that it would supersede; it may have expired. */
    public Optional<MemoryEntry> supersedes() {
        return alike.stream()
                .filter(version -> version.key().equals(entry.key()))
                .filter(version -> version.status() == MemoryStatus.COMMITTED)
                .max(Comparator.comparingInt(MemoryEntry::version));
    }
}
