package dev.agentharness.cache;

import java.util.Objects;

/**
 * A part of a request, as it was rendered.
 *
 * @param name what to call it when it changes
 * @param text as the model reads it
 */
public record Part(String name, Stability stability, String text) {
    public Part {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(stability, "stability");
        Objects.requireNonNull(text, "text");
    }
}
