package dev.agentharness.memory;

import dev.agentharness.model.ToolOutput;
import dev.agentharness.tool.ToolContext;
import java.util.Map;
import org.slf4j.Logger;

/** What a model is told while the store does not answer. */
final class Unavailable {

    private Unavailable() {}

    static ToolOutput output(RuntimeException failure, ToolContext context, Logger log) {
        log.warn("memory is unavailable to run {}", context.runId(), failure);
        context.note("memory.unavailable", Map.of("reason", failure.getClass().getSimpleName()));
        return ToolOutput.error("Memory is unavailable now. Go on without it.");
    }
}
