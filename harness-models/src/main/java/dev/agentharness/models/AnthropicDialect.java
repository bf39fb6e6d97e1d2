package dev.agentharness.models;

import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.Role;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolChoice;
import dev.agentharness.model.ToolResult;
import dev.agentharness.model.ToolSpec;
import java.util.List;
import java.util.Map;

/** Requests of Anthropic's Messages API ("Create a Message" in its reference). */
final class AnthropicDialect implements Dialect {

    private final ModelSpec spec;
    private final Map<String, String> options;

    /**
     * @param options further fields of every request, as JSON
     */
    AnthropicDialect(ModelSpec spec, Map<String, String> options) {
        this.spec = spec;
        this.options = options;
    }

    @Override
    public Answer answer(Assembly assembly) {
        return new AnthropicAnswer(assembly);
    }

    @Override
    public RequestJson encode(ModelRequest request, boolean streaming) {
        RequestJson json = new RequestJson().object();
        json.field("model", spec.name());
        json.field("max_tokens", request.maxOutputTokens());
        json.field("stream", streaming);
        options.forEach(json::raw);
        tools(request, json);
        if (!request.instructions().isBlank()) {
            json.field("system", request.instructions());
        }
        json.array("messages");
        for (Message message : Conversation.inTurn(request.messages())) {
            message(message, json);
        }
        return json.end().end();
    }

    private static void tools(ModelRequest request, RequestJson json) {
        if (request.tools().isEmpty()) {
            return;
        }
        json.array("tools");
        for (ToolSpec tool : request.tools()) {
            json.object()
                    .field("name", tool.name())
                    .field("description", tool.description())
                    .raw("input_schema", tool.inputSchema())
                    .end();
        }
        json.end();
        if (request.toolChoice() != ToolChoice.AUTO) {
            json.object("tool_choice")
                    .field("type", request.toolChoice() == ToolChoice.NONE ? "none" : "any")
                    .end();
        }
    }

    private void message(Message message, RequestJson json) {
        if (message.content().stream().noneMatch(this::canBeSent)) {
            return;
        }
        json.object().field("role", message.role() == Role.USER ? "user" : "assistant");
        json.array("content");
        // Anthropic wants the results of calls before anything else that the user says.
        message.toolResults().forEach(result -> result(result, json));
        for (Content part : message.content()) {
            if (!(part instanceof ToolResult) && canBeSent(part)) {
                part(part, json);
            }
        }
        json.end().end();
    }

    /** Blank text is refused, and so is thinking without Anthropic's seal; what is another provider's is not for it. */
    private boolean canBeSent(Content part) {
        if (part instanceof Content.Text text) {
            return !text.text().isBlank();
        }
        if (part instanceof Content.Thinking thinking) {
            return !thinking.signature().isEmpty();
        }
        return !(part instanceof Content.Opaque opaque) || opaque.provider().equals(spec.provider());
    }

    private static void part(Content part, RequestJson json) {
        if (part instanceof Content.Text text) {
            json.object().field("type", "text").field("text", text.text()).end();
        } else if (part instanceof Content.Image image) {
            json.object().field("type", "image");
            source(image.mediaType(), image.source(), json);
            json.end();
        } else if (part instanceof Content.Document document) {
            json.object().field("type", "document");
            source(document.mediaType(), document.source(), json);
            json.field("title", document.name()).end();
        } else if (part instanceof Content.Thinking thinking) {
            thinking(thinking, json);
        } else if (part instanceof Content.Opaque opaque) {
            json.raw(opaque.json());
        } else if (part instanceof ToolCall call) {
            json.object()
                    .field("type", "tool_use")
                    .field("id", WireNames.call(call.id()))
                    .field("name", WireNames.tool(call.name()))
                    .raw("input", ToolArguments.object(call.arguments()))
                    .end();
        }
    }

    private static void thinking(Content.Thinking thinking, RequestJson json) {
        if (thinking.redacted()) {
            json.object()
                    .field("type", "redacted_thinking")
                    .field("data", thinking.signature())
                    .end();
        } else {
            json.object()
                    .field("type", "thinking")
                    .field("thinking", thinking.text())
                    .field("signature", thinking.signature())
                    .end();
        }
    }

    private static void source(String mediaType, String source, RequestJson json) {
        json.object("source");
        if (!DataUrl.is(source)) {
            json.field("type", "url").field("url", source);
        } else if (mediaType.startsWith("text/")) {
            json.field("type", "text").field("media_type", "text/plain");
            json.field("data", DataUrl.parse(source).text());
        } else {
            json.field("type", "base64").field("media_type", mediaType);
            json.field("data", DataUrl.parse(source).base64());
        }
        json.end();
    }

    private void result(ToolResult result, RequestJson json) {
        json.object().field("type", "tool_result").field("tool_use_id", WireNames.call(result.callId()));
        List<Content> sent = result.content().stream().filter(this::canBeSent).toList();
        if (!sent.isEmpty()) {
            json.array("content");
            sent.forEach(part -> part(part, json));
            json.end();
        }
        if (result.error()) {
            json.field("is_error", true);
        }
        json.end();
    }
}
