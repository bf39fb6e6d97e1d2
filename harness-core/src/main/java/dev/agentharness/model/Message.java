package dev.agentharness.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** One message of a conversation with a model: who says it, and what, in order. Immutable. */
public record Message(Role role, List<Content> content) {

    public Message {
        Objects.requireNonNull(role, "role");
        content = List.copyOf(content);
        for (Content part : content) {
            if (role == Role.USER && (part instanceof ToolCall || part instanceof Content.Thinking)) {
                throw new IllegalArgumentException("only a model can say " + part);
            }
            if (role == Role.ASSISTANT && part instanceof ToolResult) {
                throw new IllegalArgumentException("a model cannot give the result of a tool: " + part);
            }
        }
    }

    public static Message user(String text) {
        return new Message(Role.USER, List.of(new Content.Text(text)));
    }

    public static Message assistant(String text) {
        return new Message(Role.ASSISTANT, List.of(new Content.Text(text)));
    }

    /** A message of the model. */
    public static Message assistant(List<? extends Content> content) {
        return new Message(Role.ASSISTANT, List.copyOf(content));
    }

    /** The results of a turn's calls, in the order of the calls. */
    public static Message results(List<ToolResult> results) {
        return new Message(Role.USER, List.copyOf(results));
    }

    /** All its text, without thinking, calls and results; empty if there is none. */
    public String text() {
        return text(content);
    }

    static String text(List<Content> parts) {
        String text = "";
        for (Content part : parts) {
            if (part instanceof Content.Text words) {
                text = text.isEmpty() ? words.text() : text + words.text();
            }
        }
        return text;
    }

    /** The calls in it, in order. */
    public List<ToolCall> toolCalls() {
        return parts(ToolCall.class);
    }

    /** The results in it, in order. */
    public List<ToolResult> toolResults() {
        return parts(ToolResult.class);
    }

    /** Without garbage where none or all are of the kind, as in most messages: whole conversations are looked through. */
    @SuppressWarnings("unchecked") // where each part is of the kind, the content is a list of such
    private <T extends Content> List<T> parts(Class<T> kind) {
        int found = 0;
        for (Content part : content) {
            found += kind.isInstance(part) ? 1 : 0;
        }
        if (found == 0 || found == content.size()) {
            return found == 0 ? List.of() : (List<T>) content;
        }
        List<T> parts = new ArrayList<>(found);
        for (Content part : content) {
            if (kind.isInstance(part)) {
                parts.add(kind.cast(part));
            }
        }
        return Collections.unmodifiableList(parts);
    }
}
