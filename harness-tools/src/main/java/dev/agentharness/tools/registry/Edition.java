package dev.agentharness.tools.registry;

import dev.agentharness.model.ToolSpec;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The tools that one manifest names. Never changes. */
record Edition(ToolManifest manifest, ToolRegistry tools) implements ToolRegistry {

    /**
     * Finds the tools that the manifest names.
     *
     * @throws IllegalArgumentException if there is none for an entry, naming the tool and the field
     */
    static Edition of(ToolManifest manifest, List<Tool> candidates) {
        List<Tool> fitting = new ArrayList<>();
        List<Difference> differences = new ArrayList<>();
        for (Entry entry : manifest.entries()) {
            List<Tool> named = candidates.stream()
                    .filter(tool -> tool.spec().name().equals(entry.name()))
                    .toList();
            Optional<Tool> found = named.stream()
                    .filter(tool -> entry.diff(tool.spec()).isEmpty())
                    .findFirst();
            if (found.isPresent()) {
                fitting.add(found.get());
            } else if (named.isEmpty()) {
                differences.add(Difference.missing(entry.name()));
            } else {
                differences.addAll(entry.diff(named.get(0).spec()));
            }
        }
        check(manifest, differences);
        return new Edition(manifest, ToolRegistry.of(fitting));
    }

    static void check(ToolManifest manifest, List<Difference> differences) {
        if (!differences.isEmpty()) {
            throw new IllegalArgumentException("the tools are not those of manifest " + manifest.version() + ": "
                    + differences.stream().map(Difference::toString).collect(Collectors.joining("; ")));
        }
    }

    /** The manifest's version, and behind it a hash of all that is said of the tools. */
    @Override
    public String version() {
        return manifest.version() + "+" + tools.version().substring(0, 12);
    }

    @Override
    public List<ToolSpec> specs() {
        return tools.specs();
    }

    @Override
    public Optional<Tool> find(String name) {
        return tools.find(name);
    }
}
