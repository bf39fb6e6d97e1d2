package dev.agentharness.model;

import java.util.List;
import java.util.Objects;

/**
 * What a model is told about a call it made.
 *
 * @param callId the {@linkplain ToolCall#id() id} of the call
 * @param content text and pictures, in order
 * @param error whether the call failed; the content then says why, in words the model can act on
 */
public record ToolResult(String callId, List<Content> content, boolean error) implements Content {

    public ToolResult {
        Objects.requireNonNull(callId, "callId");
        content = List.copyOf(content);
        for (Content part : content) {
            if (!(part instanceof Text || part instanceof Image || part instanceof Document)) {
                throw new IllegalArgumentException("a tool's result holds text, images and documents, not " + part);
            }
        }
    }

    public static ToolResult of(String callId, String text) {
        return new ToolResult(callId, List.of(new Text(text)), false);
    }

    public static ToolResult error(String callId, String text) {
        return new ToolResult(callId, List.of(new Text(text)), true);
    }

    /** All its text. */
    public String text() {
        return Message.text(content);
    }
}
