package dev.agentharness.memory;

import java.util.Optional;

/** Keeps what is less trusted from taking the place of what is more trusted. */
final class Precedence implements MemoryGate {

    @Override
    public Ruling rule(MemoryProposal proposal) {
        MemoryEntry entry = proposal.entry();
        if (LookAlikes.mixesScripts(entry.key().text())) {
            return new Ruling.Quarantine("the key '" + entry.key() + "' mixes alphabets that look alike");
        }
        Optional<MemoryEntry> twin = proposal.alike().stream()
                .filter(other -> !other.key().equals(entry.key()))
                .filter(other -> other.status() == MemoryStatus.COMMITTED)
                .findFirst();
        if (twin.isPresent()) {
            return new Ruling.Quarantine(
                    "the key '" + entry.key() + "' looks like '" + twin.get().key() + "'");
        }
        return proposal.supersedes()
                .filter(before ->
                        before.provenance().trust().compareTo(entry.provenance().trust()) > 0)
                .<Ruling>map(before -> new Ruling.Quarantine(before.id() + " is more trusted ("
                        + before.provenance().trust() + ") than what would supersede it"))
                .orElseGet(Ruling::commit);
    }
}
