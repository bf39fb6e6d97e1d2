package dev.agentharness.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import dev.agentharness.model.Role;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolChoice;
import dev.agentharness.model.ToolResult;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.models.RecordedRequest.Inexpressible;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Recorded requests to Gemini, in our words. */
final class RecordedGemini {

    private static final String SIGNATURE = "thoughtSignature";

    private RecordedGemini() {}

    static void read(RecordedRequest recorded) throws Inexpressible {
        JsonNode instructions = recorded.left.remove("systemInstruction");
        if (instructions != null) {
            if (instructions.path("parts").size() != 1) {
                throw new Inexpressible("instructions in several parts");
            }
            recorded.request.instructions(instructions.at("/parts/0/text").asText());
        }
        tools(recorded);
        JsonNode calling = recorded.left.at("/toolConfig/functionCallingConfig");
        ToolChoice choice = Map.of("ANY", ToolChoice.REQUIRED, "NONE", ToolChoice.NONE)
                .get(calling.path("mode").asText());
        if (choice != null && calling.size() == 1) {
            recorded.request.toolChoice(choice);
            recorded.left.remove("toolConfig");
        }
        JsonNode config = recorded.left.path("generationConfig");
        if (config.has("responseJsonSchema")) {
            recorded.request.outputSchema(config.path("responseJsonSchema").toString());
            ((ObjectNode) config).remove(List.of("responseJsonSchema", "responseMimeType"));
        }
        if (config.has("maxOutputTokens")) {
            recorded.request.maxOutputTokens(config.path("maxOutputTokens").asInt());
        }
        List<Message> messages = new ArrayList<>();
        for (JsonNode content : recorded.left.remove("contents")) {
            boolean user = !content.path("role").asText().equals("model");
            List<Content> parts = new ArrayList<>();
            for (JsonNode part : content.path("parts")) {
                part(part, user, parts);
            }
            messages.add(new Message(user ? Role.USER : Role.ASSISTANT, parts));
        }
        recorded.request.messages(messages);
        recorded.rest();
    }

    private static void tools(RecordedRequest recorded) throws Inexpressible {
        List<ToolSpec> functions = new ArrayList<>();
        List<JsonNode> others = new ArrayList<>();
        JsonNode tools = recorded.left.remove("tools");
        for (JsonNode tool : tools == null ? List.<JsonNode>of() : tools) {
            if (!tool.has("functionDeclarations")) {
                others.add(tool);
            }
            for (JsonNode function : tool.path("functionDeclarations")) {
                if (!function.has("parametersJsonSchema")) {
                    throw new Inexpressible("a function in Google's own words for schemas");
                }
                functions.add(RecordedRequest.tool(function, "parametersJsonSchema"));
            }
        }
        recorded.request.tools(functions);
        if (!others.isEmpty()) {
            recorded.options.put("tools", others.toString());
        }
    }

    private static void part(JsonNode part, boolean user, List<Content> into) throws Inexpressible {
        String signature = part.path(SIGNATURE).asText();
        if (part.has("functionCall")) {
            JsonNode call = part.path("functionCall");
            into.add(new ToolCall(
                    call.path("id").asText(),
                    call.path("name").asText(),
                    call.path("args").toString(),
                    signature.isEmpty() ? Map.of() : Map.of("google/" + SIGNATURE, signature)));
        } else if (part.has("functionResponse")) {
            JsonNode response = part.at("/functionResponse/response");
            JsonNode only = response.elements().next();
            into.add(ToolResult.of(
                    part.at("/functionResponse/id").asText(), only.isTextual() ? only.asText() : only.toString()));
        } else if (part.has("text")) {
            if (part.path("thought").asBoolean()) {
                into.add(new Content.Thinking("google", part.path("text").asText(), signature, false));
                return;
            }
            into.add(new Content.Text(part.path("text").asText()));
            if (!signature.isEmpty()) {
                into.add(new Content.Thinking("google", "", signature, false));
            }
        } else if (part.size() == 1 && part.has("inlineData")) {
            String type = part.at("/inlineData/mimeType").asText();
            into.add(new Content.Image(
                    type,
                    "data:" + type + ";base64," + part.at("/inlineData/data").asText()));
        } else if (part.size() == 1 && part.has("fileData")) {
            into.add(new Content.Image(
                    part.at("/fileData/mimeType").asText(),
                    part.at("/fileData/fileUri").asText()));
        } else if (user) {
            throw new Inexpressible("a user's " + Set.copyOf(part.properties()));
        } else {
            into.add(new Content.Opaque(
                    "google", part.properties().iterator().next().getKey(), part.toString()));
        }
    }
}
