package dev.agentharness.run;

import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolResult;
import dev.agentharness.model.ToolSpec;
import java.util.List;

/** How long what is said is, in characters. A picture or document counts as what its tokens would be in words. */
final class Length {

    private static final int PICTURE = 6_000;

    private Length() {}

    /** Of what the model is shown besides the conversation. */
    static long of(String instructions, List<ToolSpec> tools) {
        long length = instructions.length();
        for (ToolSpec tool : tools) {
            length += tool.name().length()
                    + tool.description().length()
                    + tool.inputSchema().length();
        }
        return length;
    }

    static long of(List<Message> messages) {
        long length = 0;
        for (Message message : messages) {
            length += of(message);
        }
        return length;
    }

    static long of(Message message) {
        return ofParts(message.content());
    }

    private static long ofParts(List<Content> parts) {
        long length = 0;
        for (Content part : parts) {
            length += of(part);
        }
        return length;
    }

    private static long of(Content part) {
        if (part instanceof Content.Text text) {
            return text.text().length();
        }
        if (part instanceof ToolCall call) {
            return (long) call.name().length() + call.arguments().length();
        }
        if (part instanceof ToolResult result) {
            return ofParts(result.content());
        }
        if (part instanceof Content.Thinking thinking) {
            return thinking.text().length();
        }
        return part instanceof Content.Opaque opaque ? opaque.json().length() : PICTURE;
    }
}
