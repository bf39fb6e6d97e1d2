package dev.agentharness.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentharness.model.Effort;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ToolChoice;
import dev.agentharness.model.ToolSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A request as somebody recorded it, said once more in our words: the fields that {@link ModelRequest} knows, and the
 * rest as options. Reading takes fields out of the body; what is left over becomes options.
 */
final class RecordedRequest {

    /** Our words do not reach that far. */
    static final class Inexpressible extends Exception {
        private static final long serialVersionUID = 1L;

        Inexpressible(String what) {
            super(what);
        }
    }

    private static final Set<String> WORDS = Set.of("strict", "defer_loading");

    final ModelRequest.Builder request = ModelRequest.builder().maxOutputTokens(1);
    final Map<String, String> options = new LinkedHashMap<>();
    final ObjectNode left;
    final String model;
    final boolean streaming;
    private final Set<String> strict = new HashSet<>();
    private final Set<String> deferred = new HashSet<>();
    private boolean hasFunctions;

    RecordedRequest(ObjectNode body, String modelInAddress) {
        this.left = body.deepCopy();
        JsonNode named = left.remove("model");
        this.model = named == null ? modelInAddress : named.asText();
        JsonNode stream = left.remove("stream");
        this.streaming = stream != null && stream.asBoolean();
    }

    /** Takes a field if it is there. */
    void take(String name, Consumer<JsonNode> into) {
        JsonNode value = left.remove(name);
        if (value != null) {
            into.accept(value);
        }
    }

    /** Takes an effort of ours out of an object; other efforts stay where they are. */
    void effort(JsonNode object, String name) {
        String word = object.path(name).asText().toUpperCase(Locale.ROOT);
        if (Set.of("LOW", "MEDIUM", "HIGH").contains(word)) {
            request.effort(Effort.valueOf(word));
            ((ObjectNode) object).remove(name);
        }
    }

    /** Takes a tool choice that is one of ours out of the body. */
    void toolChoice(String name, String at, Map<String, ToolChoice> words) {
        JsonNode choice = left.path(name).at(at);
        ToolChoice known = words.get(choice.asText());
        if (known != null && left.path(name).size() <= 1 && hasFunctions) {
            request.toolChoice(known);
            left.remove(name);
        }
    }

    /** Takes the tools that are functions out of the list; the others become an option. */
    void tools(String type, String under, String schema, Set<String> members) throws Inexpressible, IOException {
        List<ToolSpec> functions = new ArrayList<>();
        List<JsonNode> others = new ArrayList<>();
        for (JsonNode tool : left.path("tools")) {
            JsonNode function = under.isEmpty() ? tool : tool.path(under);
            if (!tool.path("type").asText(type).equals(type) || !function.has(schema)) {
                others.add(tool);
                continue;
            }
            String name = function.path("name").asText();
            if (function.path("strict").asBoolean()) {
                strict.add(name);
            }
            if (function.path("defer_loading").asBoolean()) {
                deferred.add(name);
            }
            for (Map.Entry<String, JsonNode> member : function.properties()) {
                if (WORDS.contains(member.getKey())) {
                    continue;
                }
                if (!members.contains(member.getKey())
                        || member.getValue().asText().equals("true")) {
                    throw new Inexpressible("a tool with " + member.getKey());
                }
            }
            functions.add(tool(function, schema));
        }
        left.remove("tools");
        hasFunctions = !functions.isEmpty();
        request.tools(functions);
        if (!others.isEmpty()) {
            options.put("tools", others.toString());
        }
    }

    static ToolSpec tool(JsonNode function, String schema) {
        String description = function.path("description").textValue();
        boolean none = description == null || description.isBlank();
        return ToolSpec.builder(function.path("name").asText(), none ? Canonical.NO_DESCRIPTION : description)
                .inputSchema(function.path(schema).toString())
                .build();
    }

    /** What was said of tools besides. */
    ToolWords words() {
        return new ToolWords(tool -> strict.contains(tool.name()), tool -> deferred.contains(tool.name()));
    }

    /** Everything that was not taken. */
    void rest() {
        for (Map.Entry<String, JsonNode> field : left.properties()) {
            if (!field.getValue().isEmpty() || field.getValue().isValueNode()) {
                options.put(field.getKey(), field.getValue().toString());
            }
        }
    }
}
