package dev.agentharness.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.path.NodePath;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The words for places, schemas and values. */
final class SchemaWords {

    private static final int LONGEST = 60;

    private static final Map<String, String> TYPES = Map.of(
            "string", "a string",
            "integer", "a whole number",
            "number", "a number",
            "boolean", "true or false",
            "array", "an array",
            "object", "an object",
            "null", "null");

    private static final Map<String, String> FORMATS = Map.of(
            "date", "a date such as 2026-01-31",
            "date-time", "a date and time such as 2026-01-31T10:30:00Z",
            "time", "a time such as 10:30:00Z",
            "duration", "a duration such as PT1H30M",
            "uuid", "a UUID",
            "uri", "a URI",
            "email", "an email address");

    private SchemaWords() {}

    /** Such as {@code stops[0].name}; empty for the whole value. */
    static String path(NodePath path) {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < path.getNameCount(); i++) {
            if (path.getElement(i) instanceof Integer index) {
                words.append('[').append(index).append(']');
            } else {
                words.append(words.isEmpty() ? "" : ".").append(path.getName(i));
            }
        }
        return words.toString();
    }

    /** What a part of a schema asks for. */
    static String expected(JsonNode root, JsonNode schema) {
        JsonNode part = schema;
        for (int hops = 0; hops < 10 && part.path("$ref").asText().startsWith("#"); hops++) {
            part = root.at(part.path("$ref").asText().substring(1));
        }
        if (part.has("const")) {
            return part.get("const").toString();
        }
        if (part.has("enum")) {
            return oneOf(stream(part.get("enum")));
        }
        JsonNode alternatives = part.has("anyOf") ? part.get("anyOf") : part.path("oneOf");
        if (!alternatives.isEmpty()) {
            return stream(alternatives)
                    .map(alternative -> expected(root, alternative))
                    .distinct()
                    .collect(Collectors.joining(" or "));
        }
        JsonNode type = part.path("type");
        if (type.isArray()) {
            return stream(type).map(SchemaWords::type).collect(Collectors.joining(" or "));
        }
        return FORMATS.getOrDefault(part.path("format").asText(), type(type));
    }

    /** One of these values. */
    static String oneOf(Stream<JsonNode> values) {
        String all = values.map(JsonNode::toString).distinct().collect(Collectors.joining(", "));
        return all.contains(", ") ? "one of " + all : all;
    }

    private static String type(JsonNode name) {
        return TYPES.getOrDefault(name.asText(), "another value");
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /** A value: its type, or itself where it is short. */
    static String found(JsonNode value) {
        if (value.isContainerNode()) {
            return value.isArray() ? "an array" : "an object";
        }
        String text = value.toString();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
