package dev.agentharness.memory;

import java.util.List;

/**
 * Keeps what is remembered: every version of every entry, for good. Thread-safe. It decides nothing: what may be written,
 * and what is shown to whom, is said elsewhere.
 *
 * <p>All methods may block. Whatever goes wrong is thrown, best as a {@link MemoryException}; a run goes on without
 * memory then.
 */
public interface MemoryStore {

    /**
     * The entries that fit the words, best first. Of each key only the latest committed version counts: it is found if it
     * has not expired and is trusted enough; an older one is never found in its place.
     */
    List<MemoryEntry> search(MemoryQuery query);

    /** All versions of all keys that {@linkplain MemoryKey#skeleton() look like} this one, in the order they came. */
    List<MemoryEntry> read(MemoryKey key);

    /** All versions that this run proposed, in the order they came. */
    List<MemoryEntry> ofRun(String runId);

    /** All versions that stand so, in the order they came. */
    List<MemoryEntry> withStatus(MemoryStatus status);

    /**
     * Adds a version, or says where one now stands. When it returns, the entry is as safe as this store makes it.
     *
     * @return false, and nothing is changed, if the store has this {@linkplain MemoryEntry#id() id} and the entry
     *     {@linkplain MemoryEntry#mayReplace may not replace} what is there: somebody else was faster
     */
    boolean append(MemoryEntry entry);
}
