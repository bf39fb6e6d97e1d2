package dev.agentharness.memory;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One version of something remembered. Its text never changes: what is new is the next version of the key, which
 * supersedes this one once it is committed; only where it stands can change.
 *
 * @param version counts from 1 for each key
 * @param created when it was proposed
 * @param expires when it counts no more; what it superseded does not come back then
 * @param pinned whether no run can supersede it
 * @param signature who said where it stands
 */
public record MemoryEntry(
        MemoryKey key,
        int version,
        MemoryKind kind,
        String text,
        Provenance provenance,
        Instant created,
        Optional<Instant> expires,
        boolean pinned,
        MemoryStatus status,
        Signature signature) {

    public MemoryEntry {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(provenance, "provenance");
        Objects.requireNonNull(created, "created");
        Objects.requireNonNull(expires, "expires");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(signature, "signature");
        if (version < 1) {
            throw new IllegalArgumentException("versions count from 1, and " + key + " has " + version);
        }
        if (text.isBlank()) {
            throw new IllegalArgumentException("the memory " + key + " is blank");
        }
    }

    /** Names this version: the key and the version, such as {@code deploy-policy@2}. */
    public String id() {
        return key.text() + "@" + version;
    }

    /** This version where it stands now. */
    public MemoryEntry ruled(MemoryStatus now, Signature by) {
        return new MemoryEntry(key, version, kind, text, provenance, created, expires, pinned, now, by);
    }

    /** This version as the word of a person. */
    MemoryEntry vouchedFor() {
        return new MemoryEntry(
                key,
                version,
                kind,
                text,
                provenance.withTrust(Trust.PERSON),
                created,
                expires,
                pinned,
                status,
                signature);
    }

    public boolean isExpired(Instant now) {
        return expires.filter(end -> !end.isAfter(now)).isPresent();
    }

    /**
     * Whether a store that has {@code before} under this id may take this in its place: if it is the same version, and may
     * come to stand here from there.
     */
    public boolean mayReplace(MemoryEntry before) {
        return key.equals(before.key)
                && version == before.version
                && kind == before.kind
                && text.equals(before.text)
                && pinned == before.pinned
                && provenance.isOfSameCall(before.provenance)
                && before.status.mayBecome(status);
    }

    @Override
    public String toString() {
        return id() + " (" + kind + ", " + status + (pinned ? ", pinned" : "") + ", from " + provenance + ")";
    }
}
