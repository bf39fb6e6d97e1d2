package dev.agentharness.tool;

import dev.agentharness.json.Fingerprint;
import dev.agentharness.model.ToolSpec;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A registry that never changes. */
final class FixedToolRegistry implements ToolRegistry {

    private final Map<String, Tool> tools = new LinkedHashMap<>();
    private final List<ToolSpec> specs;
    private final String version;

    FixedToolRegistry(Collection<? extends Tool> tools) {
        for (Tool tool : tools) {
            Tool before = this.tools.put(tool.spec().name(), tool);
            if (before != null) {
                throw new IllegalArgumentException(
                        "two tools are named '" + tool.spec().name() + "'");
            }
        }
        this.specs = tools.stream().map(Tool::spec).toList();
        this.version = Fingerprint.of(specs.stream().map(ToolSpec::facts).toList());
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public List<ToolSpec> specs() {
        return specs;
    }

    @Override
    public Optional<Tool> find(String name) {
        return Optional.ofNullable(tools.get(name));
    }

    @Override
    public String toString() {
        return "registry " + version + " " + tools.keySet();
    }
}
