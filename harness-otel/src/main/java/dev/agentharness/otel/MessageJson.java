package dev.agentharness.otel;

import dev.agentharness.model.Content;
import dev.agentharness.model.FinishReason;
import dev.agentharness.model.Message;
import dev.agentharness.model.Role;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolResult;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** Messages as the JSON that the conventions describe. Pictures and documents are named, not shown. */
final class MessageJson {

    private final UnaryOperator<String> shown;
    private final StringBuilder json = new StringBuilder();

    /**
     * @param shown what of a text is shown
     */
    private MessageJson(UnaryOperator<String> shown) {
        this.shown = shown;
    }

    static String instructions(String text, UnaryOperator<String> shown) {
        MessageJson writer = new MessageJson(shown);
        writer.json.append('[');
        writer.part("text", "content", shown.apply(text));
        return writer.json.append(']').toString();
    }

    static String input(Message message, UnaryOperator<String> shown) {
        return new MessageJson(shown).message(message, "");
    }

    static String output(Message message, FinishReason reason, UnaryOperator<String> shown) {
        return new MessageJson(shown).message(message, finish(reason));
    }

    /** In the conventions' words. */
    static String finish(FinishReason reason) {
        return switch (reason) {
            case TOOL_CALLS -> "tool_call";
            case REFUSAL -> "content_filter";
            case STOP, LENGTH, PAUSE, OTHER -> reason.name().toLowerCase(Locale.ROOT);
        };
    }

    private String message(Message message, String finish) {
        json.append("[{\"role\":");
        text(message.role() == Role.USER ? "user" : "assistant");
        json.append(",\"parts\":[");
        String between = "";
        for (Content part : message.content()) {
            json.append(between);
            part(part);
            between = ",";
        }
        json.append(']');
        if (!finish.isEmpty()) {
            json.append(",\"finish_reason\":");
            text(finish);
        }
        return json.append("}]").toString();
    }

    private void part(Content part) {
        if (part instanceof Content.Text text) {
            part("text", "content", shown.apply(text.text()));
        } else if (part instanceof Content.Thinking thinking) {
            part("reasoning", "content", shown.apply(thinking.text()));
        } else if (part instanceof ToolCall call) {
            part(
                    "tool_call",
                    "id",
                    call.id(),
                    "name",
                    shown.apply(call.name()),
                    "arguments",
                    shown.apply(call.arguments()));
        } else if (part instanceof ToolResult result) {
            part("tool_call_response", "id", result.callId(), "response", shown.apply(result.text()));
        } else if (part instanceof Content.Image image) {
            part("image", "mime_type", image.mediaType());
        } else if (part instanceof Content.Document document) {
            part("document", "mime_type", document.mediaType());
        } else {
            part("opaque");
        }
    }

    private void part(String type, String... namesAndValues) {
        json.append("{\"type\":");
        text(type);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            json.append(',');
            text(namesAndValues[i]);
            json.append(':');
            text(namesAndValues[i + 1]);
        }
        json.append('}');
    }

    private void text(String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character == '"' || character == '\\') {
                json.append('\\').append(character);
            } else if (character < ' ') {
                json.append(String.format("\\u%04x", (int) character));
            } else {
                json.append(character);
            }
        }
        json.append('"');
    }
}
