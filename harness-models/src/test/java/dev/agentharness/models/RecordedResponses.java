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

/** Recorded requests to Responses, in our words. */
final class RecordedResponses {

    private static final String ORIGIN = "openai.responses";

    private RecordedResponses() {}

    static void read(RecordedRequest recorded) throws Inexpressible, IOException {
        recorded.take("instructions", text -> recorded.request.instructions(text.asText()));
        recorded.take("max_output_tokens", cap -> recorded.request.maxOutputTokens(cap.asInt()));
        recorded.tools("function", "", "parameters", Set.of("type", "name", "description", "parameters", "strict"));
        recorded.toolChoice("tool_choice", "", Map.of("required", ToolChoice.REQUIRED, "none", ToolChoice.NONE));
        recorded.effort(recorded.left.path("reasoning"), "effort");
        recorded.take("prompt_cache_key", key -> recorded.request.cacheKey(key.asText()));
        JsonNode format = recorded.left.path("text").path("format");
        if (format.path("type").asText().equals("json_schema")) {
            recorded.request.outputSchema(format.path("schema").toString());
            recorded.left.remove("text");
        }
        JsonNode input = recorded.left.remove("input");
        List<Message> messages = new ArrayList<>();
        if (input.isTextual()) {
            messages.add(Message.user(input.asText()));
        } else {
            for (JsonNode item : input) {
                messages.add(item(item));
            }
        }
        recorded.request.messages(messages);
        recorded.rest();
    }

    private static Message item(JsonNode item) throws Inexpressible {
        String role = item.path("role").asText();
        if (role.equals("system") || role.equals("developer")) {
            throw new Inexpressible("instructions in the middle of the conversation");
        }
        return switch (item.path("type").asText()) {
            case "function_call_output" ->
                Message.results(
                        List.of(new ToolResult(item.path("call_id").asText(), parts(item.path("output")), false)));
            case "function_call" -> Message.assistant(List.of(call(item)));
            case "reasoning" -> Message.assistant(List.of(new Content.Thinking(ORIGIN, "", item.toString(), false)));
            case "message", "" -> message(item, role);
            default ->
                Message.assistant(
                        List.of(new Content.Opaque(ORIGIN, item.path("type").asText(), item.toString())));
        };
    }

    private static Content call(JsonNode item) {
        ObjectNode rest = item.deepCopy();
        rest.remove(List.of("type", "call_id", "name", "arguments"));
        return new ToolCall(
                item.path("call_id").asText(),
                item.path("name").asText(),
                item.path("arguments").asText(),
                rest.isEmpty() ? Map.of() : Map.of(ORIGIN + "/item", rest.toString()));
    }

    private static Message message(JsonNode item, String role) throws Inexpressible {
        if (role.equals("user")) {
            return new Message(Role.USER, parts(item.path("content")));
        }
        if (!item.has("id")) {
            return Message.assistant(item.path("content").asText());
        }
        List<Content> content = new ArrayList<>();
        ObjectNode beside = item.deepCopy();
        for (JsonNode part : beside.path("content")) {
            content.add(new Content.Text(part.path("text").asText()));
            ((ObjectNode) part).remove("text");
        }
        content.add(new Content.Opaque(ORIGIN, "message", beside.toString()));
        return Message.assistant(content);
    }

    private static List<Content> parts(JsonNode content) throws Inexpressible {
        if (content.isTextual()) {
            return List.of(new Content.Text(content.asText()));
        }
        List<Content> parts = new ArrayList<>();
        for (JsonNode part : content) {
            parts.add(
                    switch (part.path("type").asText()) {
                        case "input_text" -> new Content.Text(part.path("text").asText());
                        case "input_image" ->
                            new Content.Image("image/*", part.path("image_url").asText());
                        case "input_file" ->
                            new Content.Document(
                                    part.path("filename").asText(),
                                    "application/pdf",
                                    part.path("file_data").asText());
                        default -> throw new Inexpressible("a part of type " + part.path("type"));
                    });
        }
        return parts;
    }
}
