package dev.agentharness;

import dev.agentharness.model.ToolSpec;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolRegistry;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What one run is offered: the harness's tools, and behind them the control tools. */
final class OfferedTools implements ToolRegistry {

    private final ToolRegistry tools;
    private final ToolRegistry controls;

    OfferedTools(ToolRegistry tools, List<Tool> controls) {
        this.tools = tools;
        this.controls = ToolRegistry.of(controls);
    }

    @Override
    public String version() {
        return tools.version();
    }

    @Override
    public List<ToolSpec> specs() {
        return Stream.concat(tools.specs().stream(), controls.specs().stream()).toList();
    }

    @Override
    public Optional<Tool> find(String name) {
        Optional<Tool> tool = tools.find(name);
        return tool.isPresent() ? tool : controls.find(name);
    }
}
