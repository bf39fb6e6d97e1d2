package dev.agentharness.models;

import com.fasterxml.jackson.databind.JsonNode;
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

/** Recorded requests to Chat Completions, in our words. */
final class RecordedChat {

    private RecordedChat() {}

    static void read(RecordedRequest recorded) throws Inexpressible, IOException {
        recorded.take("max_completion_tokens", cap -> recorded.request.maxOutputTokens(cap.asInt()));
        recorded.tools("function", "function", "parameters", Set.of("name", "description", "parameters", "strict"));
        recorded.toolChoice("tool_choice", "", Map.of("required", ToolChoice.REQUIRED, "none", ToolChoice.NONE));
        recorded.effort(recorded.left, "reasoning_effort");
        recorded.take("prompt_cache_key", key -> recorded.request.cacheKey(key.asText()));
        JsonNode format = recorded.left.path("response_format");
        if (format.path("type").asText().equals("json_schema")) {
            recorded.request.outputSchema(format.at("/json_schema/schema").toString());
            recorded.left.remove("response_format");
        }
        List<Message> messages = new ArrayList<>();
        for (JsonNode message : recorded.left.remove("messages")) {
            if (message.path("role").asText().equals("system")) {
                if (!messages.isEmpty() || !message.path("content").isTextual()) {
                    throw new Inexpressible("instructions in the middle of the conversation, or in parts");
                }
                recorded.request.instructions(message.path("content").asText());
            } else {
                messages.add(message(message));
            }
        }
        recorded.request.messages(messages);
        recorded.rest();
    }

    private static Message message(JsonNode message) throws Inexpressible {
        String role = message.path("role").asText();
        if (role.equals("tool")) {
            return Message.results(List.of(ToolResult.of(
                    message.path("tool_call_id").asText(),
                    message.path("content").asText())));
        }
        for (Map.Entry<String, JsonNode> member : message.properties()) {
            if (!Set.of("role", "content", "tool_calls", "reasoning_content").contains(member.getKey())) {
                throw new Inexpressible("a message with " + member.getKey());
            }
        }
        List<Content> content = new ArrayList<>();
        if (message.has("reasoning_content")) {
            content.add(new Content.Thinking(
                    "openai", message.path("reasoning_content").asText(), "", false));
        }
        if (message.path("content").isTextual()) {
            content.add(new Content.Text(message.path("content").asText()));
        }
        for (JsonNode part : message.path("content")) {
            content.add(part(part));
        }
        for (JsonNode call : message.path("tool_calls")) {
            content.add(new ToolCall(
                    call.path("id").asText(),
                    call.at("/function/name").asText(),
                    call.at("/function/arguments").asText()));
        }
        return new Message(role.equals("user") ? Role.USER : Role.ASSISTANT, content);
    }

    private static Content part(JsonNode part) throws Inexpressible {
        String type = part.path("type").asText();
        if (part.size() == 2 && type.equals("text")) {
            return new Content.Text(part.path("text").asText());
        } else if (part.size() == 2
                && type.equals("image_url")
                && part.path("image_url").size() == 1) {
            return new Content.Image("image/*", part.at("/image_url/url").asText());
        } else if (type.equals("file") && part.path("file").has("filename")) {
            return new Content.Document(
                    part.at("/file/filename").asText(),
                    "application/pdf",
                    part.at("/file/file_data").asText());
        }
        throw new Inexpressible(
                "a part with " + part.properties().iterator().next().getKey() + " of type " + type);
    }
}
