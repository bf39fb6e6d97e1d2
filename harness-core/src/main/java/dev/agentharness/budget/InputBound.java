package dev.agentharness.budget;

import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolResult;
import dev.agentharness.model.ToolSpec;
import java.util.List;
import java.util.Map;

/**
 * The most tokens that a request can have: one for every UTF-8 byte of its texts, and the model's
 * {@linkplain ModelSpec#messageOverhead() overhead} for each message, part and tool, and the one for the request.
 *
 * <p>Sound, because the tokenizers in use cover every byte by at least one token of its own at worst and never make more
 * tokens than bytes; what a provider's template adds around a text is what the overhead is declared for. For the part of
 * a conversation that the provider has counted before, its own count is the tighter bound, and callers use that.
 */
public final class InputBound {

    /** Pictures and documents that the provider fetches have no bytes here; this is more than one page takes. */
    private static final long FETCHED = 20_000;

    private InputBound() {}

    /** The bound of a whole request. */
    public static long of(ModelRequest request, ModelSpec model) {
        long bound = model.requestOverhead() + bytes(request.instructions()) + of(request.messages(), model);
        bound += request.outputSchema().map(InputBound::bytes).orElse(0L) + ofOptions(request);
        for (ToolSpec tool : request.tools()) {
            bound += model.messageOverhead()
                    + bytes(tool.name())
                    + bytes(tool.description())
                    + bytes(tool.inputSchema());
        }
        return bound;
    }

    /** The bound of the fields of a request that are in its provider's words. */
    public static long ofOptions(ModelRequest request) {
        long bound = 0;
        for (Map.Entry<String, String> option : request.options().entrySet()) {
            bound += bytes(option.getKey()) + bytes(option.getValue());
        }
        return bound;
    }

    /** The bound of messages that are added to a request. */
    public static long of(List<Message> messages, ModelSpec model) {
        long bound = 0;
        for (int i = 0; i < messages.size(); i++) { // an iterator of a list within a list is garbage
            bound += model.messageOverhead();
            for (Content part : messages.get(i).content()) {
                bound += model.messageOverhead() + bytes(part);
            }
        }
        return bound;
    }

    private static long bytes(Content part) {
        if (part instanceof Content.Text text) {
            return bytes(text.text());
        }
        if (part instanceof ToolCall call) {
            long bytes = bytes(call.id()) + bytes(call.name()) + bytes(call.arguments());
            for (String extra : call.extras().values()) {
                bytes += bytes(extra);
            }
            return bytes;
        }
        if (part instanceof ToolResult result) {
            long bytes = bytes(result.callId());
            for (Content shown : result.content()) {
                bytes += bytes(shown);
            }
            return bytes;
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

    /** In UTF-8, where half a pair of surrogates is sent as U+FFFD. */
    private static long bytes(String text) {
        int bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character >= 0x80) {
                bytes += character < 0x800 ? 1 : 2;
                i += Character.charCount(text.codePointAt(i)) - 1; // a pair is two characters and four bytes
            }
        }
        return bytes;
    }
}
