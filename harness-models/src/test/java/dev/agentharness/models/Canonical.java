package dev.agentharness.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A request's body without the differences that make no difference. They are, beside the order of keys:
 *
 * <ul>
 *   <li>all: empty texts, and messages and instructions of nothing else, are not sent; a tool has a description; neighbours
 *       of one role are one message; a text alone may stand without its part; the default tool choice and empty objects
 *       may be left unsaid
 *   <li>Anthropic: instructions may be a text or a block; {@code is_error: false} and an empty result may be left unsaid
 *   <li>Chat Completions, Responses: neighbouring texts of the model are one text; a function may leave its type unsaid,
 *       and that it is not strict; the name and description of an output schema are ours, and whether it is strict follows
 *       from it; content may be null or absent beside calls
 *   <li>Gemini: names with underscores or humps; the role of instructions; what the text of a result is called; functions
 *       in one list or several; unsealed thoughts are not sent back, and a seal on a text comes behind it; calls have
 *       ids
 * </ul>
 */
final class Canonical {

    /** Our tools have descriptions; this one stands for none. */
    static final String NO_DESCRIPTION = "(none)";

    private Canonical() {}

    static JsonNode of(Wire wire, JsonNode body) {
        ObjectNode canonical = body.deepCopy();
        describe(canonical.path("tools"));
        switch (wire) {
            case MESSAGES -> messages(canonical);
            case CHAT -> chat(canonical);
            case RESPONSES -> responses(canonical);
            case GEMINI -> gemini(canonical);
        }
        List<String> empty = new ArrayList<>();
        canonical.forEachEntry((name, value) -> {
            if (value.isContainerNode() && value.isEmpty()
                    || value.isNull()
                    || value.asText("-").isEmpty()) {
                empty.add(name);
            }
        });
        canonical.remove(empty);
        return canonical;
    }

    /** What we send without what we say always and they did not: the output cap, and that this is no stream. */
    static JsonNode withoutUnsaid(JsonNode sent, JsonNode recorded) {
        ObjectNode less = sent.deepCopy();
        for (String name : List.of("stream", "max_tokens", "max_completion_tokens", "max_output_tokens")) {
            if (!recorded.has(name)) {
                less.remove(name);
            }
        }
        if (less.path("generationConfig") instanceof ObjectNode config
                && !recorded.path("generationConfig").has("maxOutputTokens")) {
            config.remove("maxOutputTokens");
        }
        return less;
    }

    private static void describe(JsonNode tools) {
        for (JsonNode tool : tools) {
            ((ObjectNode) tool).remove(tool.path("type").asText().equals("function") ? List.of("type") : List.of());
            describe(tool.path("functionDeclarations"));
            for (JsonNode function : List.of(tool, tool.path("function"))) {
                String description = function.path("description").asText("");
                if (function instanceof ObjectNode object
                        && (object.path("description").isNull()
                                || description.isBlank()
                                || description.equals(NO_DESCRIPTION))) {
                    object.remove("description");
                }
            }
        }
    }

    private static void messages(ObjectNode body) {
        if (body.path("system").isTextual()) {
            body.set("system", parts(body.path("system"), "text"));
        }
        if (body.path("tool_choice").toString().equals("{\"type\":\"auto\"}")) {
            body.remove("tool_choice");
        }
        for (JsonNode message : body.path("messages")) {
            ((ObjectNode) message).set("content", parts(message.path("content"), "text"));
            for (JsonNode block : message.path("content")) {
                if (block.path("type").asText().equals("tool_result")) {
                    ObjectNode result = (ObjectNode) block;
                    result.set("content", parts(result.path("content"), "text"));
                    if (result.path("content").isEmpty()) {
                        result.remove("content");
                    }
                    if (!result.path("is_error").asBoolean()) {
                        result.remove("is_error");
                    }
                }
            }
        }
        merge((ArrayNode) body.path("messages"), "content");
    }

    private static void chat(ObjectNode body) {
        schema(body.path("response_format").path("json_schema"));
        defaults(body);
        for (JsonNode tool : body.path("tools")) {
            notStrict(tool.path("function"));
        }
        for (JsonNode message : body.path("messages")) {
            ObjectNode one = (ObjectNode) message;
            if (one.path("role").asText().equals("tool")) {
                continue;
            }
            one.set("content", parts(one.path("content"), "text"));
        }
        merge((ArrayNode) body.path("messages"), "content");
    }

    private static void responses(ObjectNode body) {
        schema(body.path("text").path("format"));
        defaults(body);
        for (JsonNode tool : body.path("tools")) {
            notStrict(tool);
        }
        if (body.path("input").isTextual()) {
            JsonNode text = parts(body.path("input"), "input_text");
            body.putArray("input").addObject().put("role", "user").set("content", text);
        }
        for (JsonNode item : body.path("input")) {
            if (item.path("content").isTextual()) {
                ((ObjectNode) item).set("content", parts(item.path("content"), "input_text"));
            }
        }
        merge((ArrayNode) body.path("input"), "content");
        for (JsonNode item : body.path("input")) {
            if (item.path("role").asText().equals("assistant") && !item.has("id")) {
                StringBuilder text = new StringBuilder();
                item.path("content")
                        .forEach(part -> text.append(part.path("text").asText()));
                ((ObjectNode) item).put("content", text.toString());
            }
        }
    }

    private static void gemini(ObjectNode body) {
        if (body.path("systemInstruction") instanceof ObjectNode instructions) {
            instructions.remove("role");
        }
        ArrayNode tools = body.arrayNode();
        ArrayNode functions = body.arrayNode();
        for (JsonNode tool : body.path("tools")) {
            if (tool.has("functionDeclarations")) {
                tool.path("functionDeclarations").forEach(functions::add);
            } else {
                tools.add(tool);
            }
        }
        body.set("tools", functions.addAll(tools));
        for (JsonNode content : body.path("contents")) {
            ArrayNode parts = body.arrayNode();
            for (JsonNode part : content.path("parts")) {
                part((ObjectNode) part, parts);
            }
            ((ObjectNode) content).set("parts", parts);
        }
        merge((ArrayNode) body.path("contents"), "parts");
    }

    private static void part(ObjectNode part, ArrayNode into) {
        if (part.path("functionResponse") instanceof ObjectNode response) {
            JsonNode only = response.path("response").elements().next();
            response.remove("id");
            response.put("response", only.isTextual() ? only.asText() : only.toString());
        } else if (part.path("functionCall") instanceof ObjectNode call) {
            call.remove("id");
        } else if (part.path("thought").asBoolean() && !part.has("thoughtSignature")) {
            return;
        } else if (!part.path("text").asText().isEmpty() && part.has("thoughtSignature")) {
            ObjectNode seal = part.objectNode().put("text", "");
            seal.set("thoughtSignature", part.remove("thoughtSignature"));
            into.add(part).add(seal);
            return;
        }
        into.add(part);
    }

    /** The same names everywhere, but for what a user or a model named. */
    static JsonNode humps(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode renamed = object.objectNode();
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                String name = member.getKey();
                boolean theirs = name.equals("args") || name.equals("response") || name.contains("chema");
                StringBuilder humps = new StringBuilder();
                for (int i = 0; i < name.length(); i++) {
                    boolean hump = i > 0 && name.charAt(i - 1) == '_';
                    humps.append(hump ? Character.toUpperCase(name.charAt(i)) : name.charAt(i));
                }
                renamed.set(humps.toString().replace("_", ""), theirs ? member.getValue() : humps(member.getValue()));
            }
            return renamed;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode renamed = array.arrayNode();
            array.forEach(element -> renamed.add(humps(element)));
            return renamed;
        }
        return node;
    }

    private static void schema(JsonNode schema) {
        if (schema instanceof ObjectNode object) {
            object.remove(List.of("name", "description", "strict"));
        }
    }

    private static void defaults(ObjectNode body) {
        if (body.path("tool_choice").asText().equals("auto")) {
            body.remove("tool_choice");
        }
    }

    private static void notStrict(JsonNode function) {
        if (function instanceof ObjectNode object && !function.path("strict").asBoolean()) {
            object.remove("strict");
        }
    }

    /** Parts, of which a text alone is one; none if there is no text. */
    private static ArrayNode parts(JsonNode content, String type) {
        if (content instanceof ArrayNode parts) {
            return parts;
        }
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        if (!content.asText("").isEmpty() && content.isTextual()) {
            parts.addObject().put("type", type).put("text", content.asText());
        }
        return parts;
    }

    private static void merge(ArrayNode messages, String content) {
        for (int i = messages.size() - 1; i >= 0; i--) {
            if (messages.get(i).path(content) instanceof ArrayNode parts) {
                for (int k = parts.size() - 1; k >= 0; k--) {
                    JsonNode text = parts.get(k).path("text");
                    if (text.isTextual()
                            && text.asText().isBlank()
                            && !parts.get(k).has("thoughtSignature")) {
                        parts.remove(k);
                    }
                }
                if (parts.isEmpty() && messages.get(i).size() == 2) {
                    messages.remove(i);
                }
            }
        }
        for (int i = messages.size() - 1; i > 0; i--) {
            ObjectNode before = (ObjectNode) messages.get(i - 1);
            JsonNode here = messages.get(i);
            boolean plain = here.size() == 2 && before.size() == 2 && here.has(content) && before.has(content);
            if (plain && before.path("role").equals(here.path("role"))) {
                ((ArrayNode) before.path(content)).addAll((ArrayNode) here.path(content));
                messages.remove(i);
            }
        }
    }
}
