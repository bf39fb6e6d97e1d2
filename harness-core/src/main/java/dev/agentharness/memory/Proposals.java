package dev.agentharness.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what runs propose, has the gate rule on it, and keeps it as ruled. Twice the same call is the same as once. */
final class Proposals {

    private static final Logger log = LoggerFactory.getLogger(Proposals.class);

    /** How often to try again when others write the same key at the same time. */
    private static final int TRIES = 10;

    private final MemoryStore store;
    private final MemoryGate gate;
    private final Duration lifetime;
    private final Set<String> trusted;

    Proposals(MemoryStore store, MemoryGate gate, Duration lifetime, Set<String> trusted) {
        this.store = store;
        this.gate = gate;
        this.lifetime = lifetime;
        this.trusted = trusted;
    }

    boolean areGoverned() {
        return gate.governs();
    }

    /**
     * Files a proposal.
     *
     * @param stay how long it is to be kept, if the run says so; never longer than the memory's lifetime
     * @param tools the untrusted tools whose results the run was shown
     */
    Filing file(
            String runId,
            String callId,
            Set<String> tools,
            MemoryKind kind,
            MemoryKey key,
            String text,
            Optional<Duration> stay,
            Instant now) {
        List<MemoryEntry> ofRun = store.ofRun(runId);
        Optional<MemoryEntry> before = ofRun.stream()
                .filter(entry -> entry.provenance().callId().equals(callId))
                .findFirst();
        if (before.isPresent()) {
            return Filing.of(before.get());
        }
        Provenance provenance = Provenance.ofRun(runId, callId, tools, trusted);
        Instant expires =
                now.plus(stay.filter(asked -> asked.compareTo(lifetime) < 0).orElse(lifetime));
        for (int tries = 0; tries < TRIES; tries++) {
            List<MemoryEntry> alike = store.read(key);
            MemoryEntry entry = new MemoryEntry(
                    key,
                    Versions.next(key, alike),
                    kind,
                    text,
                    provenance,
                    now,
                    Optional.of(expires),
                    false,
                    MemoryStatus.COMMITTED,
                    new Signature(Signature.GATE, now, ""));
            Ruling ruling = rule(new MemoryProposal(entry, alike, ofRun));
            if (ruling instanceof Ruling.Refuse) {
                return new Filing(ruling, Optional.empty());
            }
            MemoryStatus status = ruling instanceof Ruling.Commit ? MemoryStatus.COMMITTED : MemoryStatus.QUARANTINED;
            MemoryEntry ruled = entry.ruled(status, new Signature(Signature.GATE, now, ruling.reason()));
            if (store.append(ruled)) {
                return new Filing(ruling, Optional.of(ruled));
            }
        }
        throw new MemoryException("others kept writing '" + key + "' at the same time");
    }

    private Ruling rule(MemoryProposal proposal) {
        try {
            return Objects.requireNonNull(gate.rule(proposal), "no ruling");
        } catch (RuntimeException e) {
            log.warn("the gate failed on {}, which refuses it", proposal.entry().id(), e);
            return new Ruling.Refuse("the gate could not decide about it");
        }
    }
}
