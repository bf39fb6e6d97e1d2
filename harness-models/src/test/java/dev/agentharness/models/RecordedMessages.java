package dev.agentharness.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import dev.agentharness.model.Role;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolChoice;
import dev.agentharness.model.ToolResult;
import dev.agentharness.models.RecordedRequest.Inexpressible;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Recorded requests to Anthropic Messages, in our words. */
final class RecordedMessages {

    private RecordedMessages() {}

    static void read(RecordedRequest recorded) throws Inexpressible, IOException {
        if (recorded.left.path("system").isArray()) {
            JsonNode system = recorded.left.remove("system");
            if (system.size() != 1 || system.get(0).size() != 2) {
                throw new Inexpressible("instructions in several blocks or marked");
            }
            recorded.request.instructions(system.get(0).path("text").asText());
        }
        recorded.take("system", system -> recorded.request.instructions(system.asText()));
        recorded.take("max_tokens", cap -> recorded.request.maxOutputTokens(cap.asInt()));
        recorded.tools("custom", "", "input_schema", Set.of("name", "description", "input_schema"));
        recorded.toolChoice("tool_choice", "/type", Map.of("any", ToolChoice.REQUIRED, "none", ToolChoice.NONE));
        JsonNode output = recorded.left.path("output_config");
        if (output.path("format").path("type").asText().equals("json_schema")) {
            recorded.request.outputSchema(output.path("format").path("schema").toString());
            ((ObjectNode) output).remove("format");
        }
        List<Message> messages = new ArrayList<>();
        for (JsonNode message : recorded.left.remove("messages")) {
            messages.add(message(message));
        }
        recorded.request.messages(messages);
        recorded.rest();
    }

    private static Message message(JsonNode message) throws Inexpressible {
        String role = message.path("role").asText();
        if (role.equals("system")) {
            throw new Inexpressible("instructions in the middle of the conversation");
        }
        List<Content> content = new ArrayList<>();
        if (message.path("content").isTextual()) {
            content.add(new Content.Text(message.path("content").asText()));
        }
        for (JsonNode block : message.path("content")) {
            content.add(block(block, role.equals("user")));
        }
        return new Message(role.equals("user") ? Role.USER : Role.ASSISTANT, content);
    }

    private static Content block(JsonNode block, boolean user) throws Inexpressible {
        if (block.has("cache_control")) {
            throw new Inexpressible("a cache mark of its own");
        }
        return switch (block.path("type").asText()) {
            case "text" -> new Content.Text(block.path("text").asText());
            case "thinking" ->
                new Content.Thinking(
                        "anthropic",
                        block.path("thinking").asText(),
                        block.path("signature").asText(),
                        false);
            case "tool_use" ->
                new ToolCall(
                        block.path("id").asText(),
                        block.path("name").asText(),
                        block.path("input").toString());
            case "tool_result" -> result(block);
            case "image" -> {
                JsonNode source = block.path("source");
                String type = source.path("media_type").asText("image/png");
                yield new Content.Image(
                        type,
                        source.has("url")
                                ? source.path("url").asText()
                                : "data:" + type + ";base64,"
                                        + source.path("data").asText());
            }
            default -> {
                if (user) {
                    throw new Inexpressible("a user's " + block.path("type"));
                }
                yield new Content.Opaque("anthropic", block.path("type").asText(), block.toString());
            }
        };
    }

    private static ToolResult result(JsonNode block) throws Inexpressible {
        List<Content> content = new ArrayList<>();
        if (block.path("content").isTextual()) {
            content.add(new Content.Text(block.path("content").asText()));
        }
        for (JsonNode part : block.path("content")) {
            content.add(block(part, true));
        }
        return new ToolResult(
                block.path("tool_use_id").asText(),
                content,
                block.path("is_error").asBoolean());
    }
}
