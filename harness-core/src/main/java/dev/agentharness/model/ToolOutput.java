package dev.agentharness.model;

import java.util.List;

/** What a tool gives back: text or pictures for the model, or an error in words the model can act on. */
public record ToolOutput(List<Content> content, boolean error) {

    public ToolOutput {
        content = List.copyOf(content);
    }

    public static ToolOutput text(String text) {
        return new ToolOutput(List.of(new Content.Text(text)), false);
    }

    /** The tool could not do it. Say what was wrong and what would be right: the model reads this. */
    public static ToolOutput error(String text) {
        return new ToolOutput(List.of(new Content.Text(text)), true);
    }
}
