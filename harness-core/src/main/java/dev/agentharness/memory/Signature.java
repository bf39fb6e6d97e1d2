package dev.agentharness.memory;

import java.time.Instant;
import java.util.Objects;

/**
 * Who said where an entry stands, and when.
 *
 * @param who a person's name, or {@code gate}
 * @param note why, in words; may be empty
 */
public record Signature(String who, Instant at, String note) {

    static final String GATE = "gate";

    public Signature {
        if (who.isBlank()) {
            throw new IllegalArgumentException("who decides about a memory must give a name");
        }
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(note, "note");
    }
}
