package dev.agentharness.model;

import java.util.Objects;

/**
 * Something a tool made that outlives the run: a file, a ticket, a page.
 *
 * @param name what to call it
 * @param location where it is: a path or an address
 */
public record Artefact(String name, String location) {
    public Artefact {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(location, "location");
    }
}
