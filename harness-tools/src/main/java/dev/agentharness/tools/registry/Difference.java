package dev.agentharness.tools.registry;

import java.util.Objects;

/**
 * Where a tool is not what a manifest says.
 *
 * @param tool the tool's name
 * @param field what differs, as it is called in the manifest; {@code missing} or {@code extra} if the whole tool does
 * @param manifest what the manifest says
 * @param found what the tool says
 */
public record Difference(String tool, String field, String manifest, String found) {

    static final String MISSING = "missing";
    static final String EXTRA = "extra";

    public Difference {
        Objects.requireNonNull(tool, "tool");
        Objects.requireNonNull(field, "field");
        Objects.requireNonNull(manifest, "manifest");
        Objects.requireNonNull(found, "found");
    }

    static Difference missing(String tool) {
        return new Difference(tool, MISSING, "", "");
    }

    static Difference extra(String tool) {
        return new Difference(tool, EXTRA, "", "");
    }

    @Override
    public String toString() {
        return switch (field) {
            case MISSING -> "tool '" + tool + "' is in the manifest and not among the tools";
            case EXTRA -> "tool '" + tool + "' is not in the manifest";
            default -> "tool '" + tool + "', " + field + ": the manifest says " + manifest + ", the tool " + found;
        };
    }
}
