package dev.agentharness.run;

import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolResult;
import java.util.List;

/** How long what is said is, in characters. A picture or document counts as what its tokens would be in words. */
final class Length {

    private static final int PICTURE = 6_000;

    private Length() {}

    static long of(List<Message> messages) {
        return messages.stream().mapToLong(Length::of).sum();
    }

    static long of(Message message) {
        return message.content().stream().mapToLong(Length::of).sum();
    }

    private static long of(Content part) {
        if (part instanceof Content.Text text) {
            return text.text().length();
        }
        if (part instanceof ToolCall call) {
            return (long) call.name().length() + call.arguments().length();
        }
        if (part instanceof ToolResult result) {
            return result.content().stream().mapToLong(Length::of).sum();
        }
        if (part instanceof Content.Thinking thinking) {
            return thinking.text().length();
        }
        return part instanceof Content.Opaque opaque ? opaque.json().length() : PICTURE;
    }
}
