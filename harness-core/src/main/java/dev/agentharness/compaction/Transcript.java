package dev.agentharness.compaction;

import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import dev.agentharness.model.Role;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolResult;

/** Messages in words, for a model that did not take part in them. */
final class Transcript {

    private Transcript() {}

    /** All of a message. */
    static String whole(Message message) {
        return within(message, Integer.MAX_VALUE);
    }

    /**
     * A message whose results are cut in the middle.
     *
     * @param resultChars how much of a result to show
     */
    static String within(Message message, int resultChars) {
        StringBuilder text = new StringBuilder();
        for (Content part : message.content()) {
            if (part instanceof Content.Text words) {
                text.append(message.role() == Role.ASSISTANT ? "assistant: " : "user: ")
                        .append(words.text())
                        .append('\n');
            } else if (part instanceof ToolCall call) {
                text.append("assistant calls ")
                        .append(call.name())
                        .append(' ')
                        .append(call.arguments())
                        .append('\n');
            } else if (part instanceof ToolResult result) {
                text.append(result.error() ? "error: " : "result: ")
                        .append(cut(result.text(), resultChars))
                        .append('\n');
            }
        }
        return text.toString();
    }

    private static String cut(String text, int chars) {
        return text.length() <= chars
                ? text
                : text.substring(0, chars * 3 / 4) + " … " + text.substring(text.length() - chars / 4);
    }
}
