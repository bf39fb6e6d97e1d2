package dev.agentharness.models;

import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import dev.agentharness.model.Role;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Messages as OpenAI's Chat Completions API has them: one message, or one for each result of a tool. Immutable. */
final class ChatMessage {

    /** Opaque parts that are no parts of the content. */
    private static final Set<String> BESIDE = Set.of(Part.Citations.TYPE, ReasoningDetails.FIELD);

    private final String origin;
    private final ChatHabits habits;
    private final String extra;

    ChatMessage(String origin, ChatHabits habits) {
        this.origin = origin;
        this.habits = habits;
        this.extra = origin + "/" + ChatCalls.EXTRA;
    }

    EncodedMessage encode(List<Message> messages, RequestJson json) {
        Message whole = whole(messages);
        json.array();
        if (whole.role() == Role.ASSISTANT) {
            assistant(whole, json);
        } else {
            user(whole, json);
        }
        return EncodedMessage.of(json.end().elements());
    }

    private static Message whole(List<Message> messages) {
        if (messages.size() == 1) {
            return messages.get(0);
        }
        List<Content> content = new ArrayList<>();
        messages.forEach(message -> content.addAll(message.content()));
        return new Message(messages.get(0).role(), content);
    }

    private void assistant(Message message, RequestJson json) {
        List<ToolCall> calls = message.toolCalls();
        List<Content.Opaque> own = own(message);
        String text = message.text();
        if (text.isEmpty() && calls.isEmpty() && own.isEmpty()) {
            return;
        }
        json.object().field("role", "assistant");
        String thought = habits.returnReasoning() ? thought(message) : "";
        boolean inContent = habits.mistral() && !thought.isEmpty();
        if (inContent || !own.isEmpty()) {
            json.array("content");
            if (inContent) {
                json.object().field("type", "thinking").array("thinking");
                text(thought, json);
                json.end().end();
            }
            text(text, json);
            own.forEach(opaque -> json.raw(opaque.json()));
            json.end();
        } else if (text.isEmpty()) {
            json.nothing("content");
        } else {
            json.field("content", text);
        }
        if (habits.returnReasoning() && !habits.mistral()) {
            reasoning(thought, message, json);
        }
        calls(calls, json);
        json.end();
    }

    private List<Content.Opaque> own(Message message) {
        List<Content.Opaque> own = List.of();
        for (Content part : message.content()) {
            if (part instanceof Content.Opaque opaque
                    && opaque.provider().equals(origin)
                    && !BESIDE.contains(opaque.type())) {
                own = own.isEmpty() ? new ArrayList<>() : own;
                own.add(opaque);
            }
        }
        return own;
    }

    /** What the model thought in plain words; Mistral takes it as a part of the content, as it gave it. */
    private String thought(Message message) {
        StringBuilder thought = new StringBuilder();
        for (Content part : message.content()) {
            if (part instanceof Content.Thinking thinking && thinking.provider().equals(origin)) {
                thought.append(thinking.text());
            }
        }
        return thought.toString();
    }

    private void reasoning(String reasoning, Message message, RequestJson json) {
        List<String> details = new ArrayList<>();
        for (Content part : message.content()) {
            if (part instanceof Content.Opaque opaque && isOwn(opaque, ReasoningDetails.FIELD)) {
                details.add(opaque.json());
            }
        }
        boolean wanted = habits.reasoningWithCalls() && !message.toolCalls().isEmpty();
        if (!details.isEmpty()) {
            json.raw(ReasoningDetails.FIELD, "[" + String.join(",", details) + "]");
        } else if (!reasoning.isEmpty() || wanted) {
            json.field("reasoning_content", reasoning);
        }
    }

    private boolean isOwn(Content.Opaque opaque, String type) {
        return opaque.provider().equals(origin) && opaque.type().equals(type);
    }

    private void calls(List<ToolCall> calls, RequestJson json) {
        if (calls.isEmpty()) {
            return;
        }
        json.array("tool_calls");
        for (ToolCall call : calls) {
            json.object().field("id", id(call.id())).field("type", "function").object("function");
            json.field("name", WireNames.tool(call.name()))
                    .field("arguments", ToolArguments.object(call.arguments(), json.reader()));
            json.end();
            String extra = call.extras().get(this.extra);
            if (extra != null) {
                json.raw(ChatCalls.EXTRA, extra);
            }
            json.end();
        }
        json.end();
    }

    private String id(String callId) {
        return habits.mistral() ? WireNames.nine(callId) : WireNames.call(callId, habits.longestCallId());
    }

    /** One message for each result, then one for the rest: a tool's message holds text only, so its pictures follow. */
    private void user(Message message, RequestJson json) {
        List<Content> rest = new ArrayList<>();
        for (ToolResult result : message.toolResults()) {
            json.object().field("role", "tool").field("tool_call_id", id(result.callId()));
            json.field("content", result.text()).end();
            boolean shown = false;
            for (Content part : result.content()) {
                if (!(part instanceof Content.Text)) {
                    if (!shown) {
                        rest.add(new Content.Text("From the result of call " + id(result.callId()) + ":"));
                    }
                    rest.add(part);
                    shown = true;
                }
            }
        }
        for (Content part : message.content()) {
            if (!(part instanceof ToolResult || part instanceof Content.Opaque)) {
                rest.add(part);
            }
        }
        if (rest.isEmpty()) {
            return;
        }
        if (habits.mistral() && !message.toolResults().isEmpty()) {
            json.object()
                    .field("role", "assistant")
                    .field("content", "I have the results.")
                    .end();
        }
        json.object().field("role", "user");
        if (rest.size() == 1 && rest.get(0) instanceof Content.Text only) {
            json.field("content", only.text());
        } else {
            json.array("content");
            rest.forEach(part -> part(part, json));
            json.end();
        }
        json.end();
    }

    private void part(Content part, RequestJson json) {
        if (part instanceof Content.Text text) {
            text(text.text(), json);
        } else if (part instanceof Content.Image image) {
            json.object().field("type", "image_url").object("image_url");
            json.field("url", image.source()).end().end();
        } else if (part instanceof Content.Document document) {
            document(document, json);
        }
    }

    /** The API takes PDFs only, and Mistral under another name; a text is as good in the message itself. */
    private void document(Content.Document document, RequestJson json) {
        if (document.mediaType().startsWith("text/") && DataUrl.is(document.source())) {
            text(document.name() + ":\n\n" + DataUrl.parse(document.source()).text(), json);
        } else if (habits.mistral()) {
            json.object().field("type", "document_url").field("document_url", document.source());
            json.field("document_name", document.name()).end();
        } else {
            json.object().field("type", "file").object("file");
            json.field("filename", document.name()).field("file_data", document.source());
            json.end().end();
        }
    }

    private static void text(String text, RequestJson json) {
        if (!text.isEmpty()) {
            json.object().field("type", "text").field("text", text).end();
        }
    }
}
