package dev.agentharness.mcp;

import dev.agentharness.model.ToolSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * On which terms the application takes a server's tools.
 *
 * @param server what the application calls the server
 * @param only the tools it wants, by the server's names; all if empty
 * @param declarations what it says of tools, by the server's names
 */
record Terms(String server, Set<String> only, Map<String, List<Consumer<ToolSpec.Builder>>> declarations) {

    Terms {
        only = Set.copyOf(only);
        declarations = Map.copyOf(declarations);
    }

    boolean wants(String tool) {
        return only.isEmpty() || only.contains(tool);
    }

    ToolSpec declared(String tool, ToolSpec.Builder spec) {
        declarations.getOrDefault(tool, List.of()).forEach(declaration -> declaration.accept(spec));
        return spec.build();
    }
}
