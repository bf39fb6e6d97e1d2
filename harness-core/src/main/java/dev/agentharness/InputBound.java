package dev.agentharness;

import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolResult;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.run.RunState;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The most tokens a request can have: what the provider counted for the beginning it has seen, and one token for every
 * UTF-8 byte of what is new, plus the model's overhead for each message and tool.
 *
 * <p>Sound, because every tokenizer in use falls back to single bytes at worst and never makes more tokens than bytes;
 * tight, because most of a request was counted by the provider the turn before.
 */
final class InputBound {

    /** Pictures and documents that are fetched by the provider have no bytes here; this is more than one page takes. */
    private static final long FETCHED = 20_000;

    private InputBound() {}

    static long of(ModelRequest request, RunState state, ModelSpec model) {
        List<Message> messages = request.messages();
        int known = state.knownMessages();
        if (known > 0 && extendsKnown(messages, state.messages(), known)) {
            return state.knownTokens() + bytes(messages.subList(known, messages.size()), model);
        }
        long bound = model.messageOverhead() + bytes(request.instructions()) + bytes(messages, model);
        for (ToolSpec tool : request.tools()) {
            bound += model.messageOverhead()
                    + bytes(tool.name())
                    + bytes(tool.description())
                    + bytes(tool.inputSchema());
        }
        return bound;
    }

    private static boolean extendsKnown(List<Message> messages, List<Message> conversation, int known) {
        return messages.size() >= known && messages.subList(0, known).equals(conversation.subList(0, known));
    }

    private static long bytes(List<Message> messages, ModelSpec model) {
        long bytes = 0;
        for (Message message : messages) {
            for (Content part : message.content()) {
                bytes += model.messageOverhead() + bytes(part);
            }
        }
        return bytes;
    }

    private static long bytes(Content part) {
        if (part instanceof Content.Text text) {
            return bytes(text.text());
        }
        if (part instanceof ToolCall call) {
            return bytes(call.id()) + bytes(call.name()) + bytes(call.arguments());
        }
        if (part instanceof ToolResult result) {
            return bytes(result.callId())
                    + result.content().stream().mapToLong(InputBound::bytes).sum();
        }
        if (part instanceof Content.Thinking thinking) {
            return bytes(thinking.text()) + bytes(thinking.signature());
        }
        if (part instanceof Content.Opaque opaque) {
            return bytes(opaque.json());
        }
        if (part instanceof Content.Image image) {
            return FETCHED + bytes(image.source());
        }
        return FETCHED + bytes(((Content.Document) part).source());
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
