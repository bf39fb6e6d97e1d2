package dev.agentharness.models;

import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import dev.agentharness.model.Role;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolResult;
import java.util.ArrayList;
import java.util.List;

/** Messages as Google's Gemini API has them: one role and its parts. Immutable. */
final class GeminiContent {

    /** What Google documents to stand in for the seal of a call that its model did not make ("Thought signatures"). */
    private static final String NO_SEAL = "skip_thought_signature_validator";

    private final String origin;
    private final boolean sealedCalls;
    private final String seal;

    /**
     * @param sealedCalls whether a message is refused whose first call has no seal over the thoughts that led to it
     */
    GeminiContent(String origin, boolean sealedCalls) {
        this.origin = origin;
        this.sealedCalls = sealedCalls;
        this.seal = origin + "/" + GeminiAnswer.SIGNATURE;
    }

    EncodedMessage encode(List<Message> messages, List<Message> before, RequestJson json) {
        List<Content> content = new ArrayList<>();
        for (Message message : messages) {
            for (Content part : message.content()) {
                add(part, content);
            }
        }
        if (content.isEmpty()) {
            return EncodedMessage.of(new byte[0]);
        }
        json.object().field("role", messages.get(0).role() == Role.USER ? "user" : "model");
        json.array("parts");
        boolean first = true;
        for (Content part : content) {
            if (part instanceof ToolResult result) {
                result(result, name(result.callId(), before), json);
            } else if (part instanceof ToolCall call) {
                call(call, first && sealedCalls ? NO_SEAL : "", json);
                first = false;
            } else {
                part(part, json);
            }
        }
        return EncodedMessage.of(json.end().end().bytes());
    }

    /** A result holds text, so its pictures follow it. */
    private void add(Content part, List<Content> content) {
        if (part instanceof ToolResult result) {
            content.add(result);
            for (Content shown : result.content()) {
                if (!(shown instanceof Content.Text)) {
                    content.add(shown);
                }
            }
        } else if (canBeSent(part)) {
            content.add(part);
        }
    }

    /** What the model thought need not go back, but the seal over it must; what is another provider's is not for it. */
    private boolean canBeSent(Content part) {
        if (part instanceof Content.Thinking thinking) {
            return thinking.provider().equals(origin) && !thinking.signature().isEmpty();
        }
        if (part instanceof Content.Opaque opaque) {
            return opaque.provider().equals(origin) && !GeminiAnswer.SOURCES.contains(opaque.type());
        }
        return !(part instanceof Content.Text text) || !text.text().isEmpty();
    }

    /** Gemini knows results by the name of the function; a result without a call is told under a name of its own. */
    private static String name(String callId, List<Message> before) {
        for (int i = before.size() - 1; i >= 0; i--) {
            for (ToolCall call : before.get(i).toolCalls()) {
                if (call.id().equals(callId)) {
                    return WireNames.tool(call.name());
                }
            }
        }
        return "unknown";
    }

    private static void result(ToolResult result, String name, RequestJson json) {
        json.object().object("functionResponse").field("id", result.callId()).field("name", name);
        json.object("response").field(result.error() ? "error" : "output", result.text());
        json.end().end().end();
    }

    private static void part(Content part, RequestJson json) {
        if (part instanceof Content.Opaque opaque) {
            json.raw(opaque.json());
            return;
        }
        json.object();
        if (part instanceof Content.Text text) {
            json.field("text", text.text());
        } else if (part instanceof Content.Image image) {
            data(image.mediaType(), image.source(), json);
        } else if (part instanceof Content.Document document) {
            data(document.mediaType(), document.source(), json);
        } else if (part instanceof Content.Thinking thinking) {
            json.field("text", thinking.text());
            if (!thinking.text().isEmpty()) {
                json.field("thought", true);
            }
            json.field(GeminiAnswer.SIGNATURE, thinking.signature());
        }
        json.end();
    }

    private void call(ToolCall call, String otherwise, RequestJson json) {
        json.object().object("functionCall").field("id", call.id()).field("name", WireNames.tool(call.name()));
        json.raw("args", ToolArguments.object(call.arguments(), json.reader())).end();
        String signature = call.extras().getOrDefault(seal, otherwise);
        if (!signature.isEmpty()) {
            json.field(GeminiAnswer.SIGNATURE, signature);
        }
        json.end();
    }

    private static void data(String mediaType, String source, RequestJson json) {
        if (DataUrl.is(source)) {
            json.object("inlineData").field("mimeType", mediaType);
            json.field("data", DataUrl.parse(source).base64()).end();
        } else {
            json.object("fileData").field("mimeType", mediaType);
            json.field("fileUri", source).end();
        }
    }
}
