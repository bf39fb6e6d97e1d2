package dev.agentharness.model;

import java.util.Map;
import java.util.Objects;

/**
 * A model's request to use a tool.
 *
 * @param id the name of this call, unique within a run; its {@link ToolResult} carries the same
 * @param name the tool's name, as the model wrote it: it may not exist
 * @param arguments the arguments, as the model wrote them: meant to be a JSON object, but possibly anything
 * @param extras what its provider wants to have back with it, such as a seal over the reasoning that led to it; named
 *     after the provider as in {@link Content.Opaque}, a slash and the provider's own word. Others ignore it.
 */
public record ToolCall(String id, String name, String arguments, Map<String, String> extras) implements Content {
    public ToolCall {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(arguments, "arguments");
        extras = Map.copyOf(extras);
    }

    /** A call with nothing for its provider alone. */
    public ToolCall(String id, String name, String arguments) {
        this(id, name, arguments, Map.of());
    }
}
