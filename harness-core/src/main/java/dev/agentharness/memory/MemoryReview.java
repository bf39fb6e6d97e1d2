package dev.agentharness.memory;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What persons do with a memory: look at what waits, approve and reject it, pin what no run may change, take things back.
 * Every step is kept with who took it and when. Thread-safe as its store is; needs no harness and no model.
 *
 * <p>No gate looks at what persons write.
 */
public final class MemoryReview {

    private final MemoryStore store;
    private final Clock clock;

    public MemoryReview(MemoryStore store, Clock clock) {
        this.store = Objects.requireNonNull(store, "store");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /** What waits for a person, the oldest first. */
    public List<MemoryEntry> quarantined() {
        return store.withStatus(MemoryStatus.QUARANTINED);
    }

    /**
     * Lets an entry out of quarantine, as the word of whoever approves it. It counts unless a later version of its key was
     * committed in between.
     *
     * @param id the {@linkplain MemoryEntry#id() id} of a quarantined entry
     * @throws IllegalArgumentException if no such entry waits
     * @throws IllegalStateException if somebody else was faster
     */
    public MemoryEntry approve(String id, String who, String note) {
        return rule(waiting(id).vouchedFor(), MemoryStatus.COMMITTED, who, note);
    }

    /** Says no to a quarantined entry. Throws as {@link #approve} does. */
    public MemoryEntry reject(String id, String who, String note) {
        return rule(waiting(id), MemoryStatus.REJECTED, who, note);
    }

    private MemoryEntry waiting(String id) {
        return withId(MemoryStatus.QUARANTINED, id)
                .orElseThrow(() -> new IllegalArgumentException("no entry '" + id + "' waits for review"));
    }

    /** Takes a committed entry back; the version before it counts again, if there is one. Throws as {@link #approve} does. */
    public MemoryEntry withdraw(String id, String who, String note) {
        MemoryEntry entry = withId(MemoryStatus.COMMITTED, id)
                .orElseThrow(() -> new IllegalArgumentException("no entry '" + id + "' is committed"));
        return rule(entry, MemoryStatus.WITHDRAWN, who, note);
    }

    private Optional<MemoryEntry> withId(MemoryStatus status, String id) {
        return store.withStatus(status).stream()
                .filter(entry -> entry.id().equals(id))
                .findFirst();
    }

    /**
     * Takes back all that a run proposed, whether it was committed, waits, was approved or rejected. What it superseded
     * counts again; the run can write no more, unless nothing of it was ever kept. What other runs made of it in the meantime stays: the {@code memory.recalled} notes of
     * their events tell who read it.
     *
     * @return what was taken back
     */
    public List<MemoryEntry> rollBack(String runId, String who, String note) {
        if (runId.isEmpty()) {
            throw new IllegalArgumentException("name the run to roll back");
        }
        return store.ofRun(runId).stream()
                .filter(entry -> entry.status().mayBecome(MemoryStatus.WITHDRAWN))
                .map(entry -> rule(entry, MemoryStatus.WITHDRAWN, who, note))
                .toList();
    }

    private MemoryEntry rule(MemoryEntry entry, MemoryStatus status, String who, String note) {
        MemoryEntry ruled = entry.ruled(status, new Signature(who, clock.instant(), note));
        if (!store.append(ruled)) {
            throw new IllegalStateException("somebody else has decided about " + entry.id() + " in the meantime");
        }
        return ruled;
    }

    /** Writes an entry that no run can supersede, and that does not expire. Supersedes what is there, pinned or not. */
    public MemoryEntry pin(MemoryKind kind, String key, String text, String who) {
        return write(kind, MemoryKey.of(key), text, who, true);
    }

    /** Writes an entry as the word of a person, which a run can supersede only by way of quarantine. */
    public MemoryEntry write(MemoryKind kind, String key, String text, String who) {
        return write(kind, MemoryKey.of(key), text, who, false);
    }

    private MemoryEntry write(MemoryKind kind, MemoryKey key, String text, String who, boolean pinned) {
        Instant now = clock.instant();
        MemoryEntry entry = new MemoryEntry(
                key,
                Versions.next(key, store.read(key)),
                kind,
                text,
                Provenance.ofPerson(),
                now,
                Optional.empty(),
                pinned,
                MemoryStatus.COMMITTED,
                new Signature(who, now, ""));
        if (!store.append(entry)) {
            throw new IllegalStateException("somebody else has written '" + key + "' in the meantime");
        }
        return entry;
    }
}
