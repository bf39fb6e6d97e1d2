package dev.agentharness.memory;

import java.time.Instant;
import java.util.Objects;

/**
 * What to look for in a store.
 *
 * @param words what it should be about
 * @param least the least trust that an entry must have
 * @param now what has expired by then is not found
 * @param most how many entries at most
 */
public record MemoryQuery(String words, Trust least, Instant now, int most) {

    public MemoryQuery {
        Objects.requireNonNull(words, "words");
        Objects.requireNonNull(least, "least");
        Objects.requireNonNull(now, "now");
        if (most < 1) {
            throw new IllegalArgumentException("a query asks for at least one entry, not " + most);
        }
    }
}
