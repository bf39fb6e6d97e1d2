package dev.agentharness.memory;

/** Keeps runs from pinned keys, and from keys that could be mistaken for them. */
final class Pins implements MemoryGate {

    @Override
    public Ruling rule(MemoryProposal proposal) {
        MemoryKey key = proposal.entry().key();
        return proposal.alike().stream()
                .filter(MemoryEntry::pinned)
                .filter(entry -> entry.status() == MemoryStatus.COMMITTED)
                .findFirst()
                .<Ruling>map(pin -> new Ruling.Refuse(
                        pin.key().equals(key)
                                ? "'" + key + "' is pinned: only a person can change it"
                                : "'" + key + "' looks like '" + pin.key() + "', which is pinned"))
                .orElseGet(Ruling::commit);
    }
}
