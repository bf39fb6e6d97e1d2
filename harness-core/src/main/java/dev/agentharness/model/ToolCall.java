package dev.agentharness.model;

import java.util.Objects;

/**
 * A model's request to use a tool.
 *
 * @param id the name of this call, unique within a run; its {@link ToolResult} carries the same
 * @param name the tool's name, as the model wrote it: it may not exist
 * @param arguments the arguments, as the model wrote them: meant to be a JSON object, but possibly anything
 */
public record ToolCall(String id, String name, String arguments) implements Content {
    public ToolCall {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(arguments, "arguments");
    }
}
