package dev.agentharness.memory;

import java.util.Optional;

/**
 * What became of a proposal.
 *
 * @param entry what the store keeps of it; empty if it was refused
 */
record Filing(Ruling ruling, Optional<MemoryEntry> entry) {

    /** What became of a proposal that was made before, by where its entry stands now. */
    static Filing of(MemoryEntry entry) {
        String reason = entry.signature().note();
        Ruling ruling = switch (entry.status()) {
            case COMMITTED -> new Ruling.Commit(reason);
            case QUARANTINED -> new Ruling.Quarantine(reason);
            case REJECTED, WITHDRAWN -> new Ruling.Refuse(reason);
        };
        return new Filing(ruling, Optional.of(entry));
    }

    /** One word for it, for events. */
    String word() {
        if (ruling instanceof Ruling.Commit) {
            return "committed";
        }
        return ruling instanceof Ruling.Quarantine ? "quarantined" : "refused";
    }
}
