package dev.agentharness.tool;

import dev.agentharness.model.ToolSpec;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The tools of a harness, under one version. Thread-safe; a run keeps the registry it began with. */
public interface ToolRegistry {

    /** Names this set of tools; another set, or a tool described otherwise, has another version. */
    String version();

    /** The tools' descriptions, in the order in which models are shown them: always the same. */
    List<ToolSpec> specs();

    Optional<Tool> find(String name);

    /** The registry as it is now, for a run that begins: it stays so, whatever is changed later. */
    default ToolRegistry current() {
        return this;
    }

    /** The registry as it was under a version, for a run that goes on; empty if it is not known any more. */
    default Optional<ToolRegistry> at(String version) {
        return version().equals(version) ? Optional.of(this) : Optional.empty();
    }

    /**
     * A registry of these tools, in this order. Its version is a hash of all that is said of them.
     *
     * @throws IllegalArgumentException if two have the same name
     */
    static ToolRegistry of(Collection<? extends Tool> tools) {
        return new FixedToolRegistry(tools);
    }
}
