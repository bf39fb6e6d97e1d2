package dev.agentharness.models;

import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import dev.agentharness.model.Role;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** Messages as OpenAI's Responses API has them: items of input. Immutable. */
final class ResponsesItems {

    /** By OpenAI's description of the API. */
    private static final int LONGEST_CALL_ID = 64;

    private final String origin;
    private final String extra;

    ResponsesItems(String origin) {
        this.origin = origin;
        this.extra = origin + "/" + ResponsesAnswer.ITEM;
    }

    EncodedMessage encode(List<Message> messages, RequestJson json) {
        List<Content> content = content(messages);
        json.array();
        if (messages.get(0).role() == Role.ASSISTANT) {
            assistant(content, json);
        } else {
            user(content, json);
        }
        return EncodedMessage.of(json.end().elements());
    }

    private static List<Content> content(List<Message> messages) {
        if (messages.size() == 1) {
            return messages.get(0).content();
        }
        List<Content> content = new ArrayList<>();
        messages.forEach(message -> content.addAll(message.content()));
        return content;
    }

    /** Text goes back in the message it came in, with its id and citations, where that is known. */
    private void assistant(List<Content> content, RequestJson json) {
        Deque<String> texts = new ArrayDeque<>();
        boolean reasoned = false;
        for (Content part : content) {
            if (part instanceof Content.Text text) {
                texts.add(text.text());
            } else if (part instanceof Content.Opaque opaque && isOwn(opaque, ResponsesOutput.MESSAGE)) {
                Node message = JsonDocument.of(opaque.json());
                if (reasoned || says(message, texts)) {
                    message(message, texts, json);
                }
                plain(texts, json);
                reasoned = false;
            } else {
                plain(texts, json);
                item(part, json);
                reasoned = part instanceof Content.Thinking thinking && isSealed(thinking);
            }
        }
        plain(texts, json);
    }

    /**
     * Whether there is anything in a message. One of no words, which gateways put behind a call, would part the call from
     * its result; but what follows on reasoning has to go back with it.
     */
    private static boolean says(Node message, Deque<String> texts) {
        Iterator<String> next = texts.iterator();
        for (Node part : message.get("content")) {
            String type = part.text("type");
            boolean words = type.equals("output_text") || type.equals("refusal");
            if (!words || (next.hasNext() && !next.next().isEmpty())) {
                return true;
            }
        }
        return false;
    }

    /** Only such reasoning goes back. */
    private boolean isSealed(Content.Thinking thinking) {
        return thinking.provider().equals(origin) && !thinking.signature().isEmpty();
    }

    private boolean isOwn(Content.Opaque opaque, String type) {
        return opaque.provider().equals(origin) && opaque.type().equals(type);
    }

    private static void message(Node message, Deque<String> texts, RequestJson json) {
        json.object();
        message.forEachMember((name, value) -> {
            if (!name.equals("content")) {
                json.raw(name, value.json());
                return;
            }
            json.array("content");
            for (Node part : value) {
                json.object();
                part.forEachMember((member, of) -> json.raw(member, of.json()));
                String text = texts.isEmpty() ? "" : texts.remove();
                json.field(part.text("type").equals("refusal") ? "refusal" : "text", text);
                json.end();
            }
            json.end();
        });
        json.end();
    }

    private static void plain(Deque<String> texts, RequestJson json) {
        if (texts.isEmpty()) {
            return;
        }
        String text = String.join("", texts);
        texts.clear();
        if (!text.isEmpty()) {
            json.object().field("role", "assistant").field("content", text).end();
        }
    }

    private void item(Content part, RequestJson json) {
        if (part instanceof Content.Thinking thinking) {
            if (isSealed(thinking)) {
                json.raw(thinking.signature());
            }
        } else if (part instanceof Content.Opaque opaque) {
            if (opaque.provider().equals(origin)) {
                json.raw(opaque.json());
            }
        } else if (part instanceof ToolCall call) {
            json.object().field("type", "function_call").field("call_id", id(call.id()));
            json.field("name", WireNames.tool(call.name()))
                    .field("arguments", ToolArguments.object(call.arguments(), json.reader()));
            String rest = call.extras().get(extra);
            if (rest != null) {
                json.members(rest);
            }
            json.end();
        }
    }

    private static String id(String callId) {
        return WireNames.call(callId, LONGEST_CALL_ID);
    }

    private void user(List<Content> content, RequestJson json) {
        List<Content> said = new ArrayList<>();
        for (Content part : content) {
            if (part instanceof ToolResult result) {
                json.object().field("type", "function_call_output").field("call_id", id(result.callId()));
                parts("output", result.content(), json);
                json.end();
            } else if (!(part instanceof Content.Opaque opaque)) {
                said.add(part);
            } else if (opaque.provider().equals(origin)) {
                json.raw(opaque.json()); // what stands in for the beginning of the conversation
            }
        }
        if (!said.isEmpty()) {
            json.object().field("role", "user");
            parts("content", said, json);
            json.end();
        }
    }

    private static void parts(String name, List<Content> content, RequestJson json) {
        if (content.isEmpty()) {
            json.field(name, "");
        } else if (content.size() == 1 && content.get(0) instanceof Content.Text only) {
            json.field(name, only.text());
        } else {
            json.array(name);
            content.forEach(part -> part(part, json));
            json.end();
        }
    }

    private static void part(Content part, RequestJson json) {
        if (part instanceof Content.Text text) {
            json.object().field("type", "input_text").field("text", text.text()).end();
        } else if (part instanceof Content.Image image) {
            json.object().field("type", "input_image").field("detail", "auto");
            json.field("image_url", image.source()).end();
        } else if (part instanceof Content.Document document) {
            json.object().field("type", "input_file");
            if (DataUrl.is(document.source())) {
                json.field("filename", document.name()).field("file_data", document.source());
            } else {
                json.field("file_url", document.source());
            }
            json.end();
        }
    }
}
