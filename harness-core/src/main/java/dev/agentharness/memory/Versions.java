package dev.agentharness.memory;

import java.util.List;

/** Counts the versions of a key. */
final class Versions {

    private Versions() {}

    /** The number of the next version, where these are all that look alike. */
    static int next(MemoryKey key, List<MemoryEntry> alike) {
        return 1
                + alike.stream()
                        .filter(entry -> entry.key().equals(key))
                        .mapToInt(MemoryEntry::version)
                        .max()
                        .orElse(0);
    }
}
