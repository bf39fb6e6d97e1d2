package dev.agentharness.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Says in words for a model where a value does not fit a schema: the path, what was expected, what came. */
final class SchemaMistakes {

    private static final int MOST = 5;

    private final JsonNode schema;
    private final JsonNode value;

    SchemaMistakes(JsonNode schema, JsonNode value) {
        this.schema = schema;
        this.value = value;
    }

    /** One mistake for each place, and not all of them if there are many. */
    String words(List<Error> errors) {
        Map<String, List<Error>> byPlace = Alternatives.meant(errors).stream()
                .collect(Collectors.groupingBy(SchemaMistakes::place, LinkedHashMap::new, Collectors.toList()));
        String words = byPlace.entrySet().stream()
                .limit(MOST)
                .map(at -> (at.getKey().isEmpty() ? "the value" : "'" + at.getKey() + "'") + wordsAt(at.getValue()))
                .collect(Collectors.joining("; "));
        return byPlace.size() > MOST ? words + "; and " + (byPlace.size() - MOST) + " more mistakes" : words;
    }

    private static String place(Error error) {
        String path = SchemaWords.path(error.getInstanceLocation());
        if (error.getProperty() == null) {
            return path;
        }
        return path.isEmpty() ? error.getProperty() : path + "." + error.getProperty();
    }

    private String wordsAt(List<Error> atOnePlace) {
        Error error = atOnePlace.get(0);
        JsonNode limit = error.getSchemaNode();
        return switch (error.getKeyword()) {
            case "required" -> missing(error);
            case "additionalProperties", "unevaluatedProperties" ->
                " is unknown; known are " + names(parent(error).path("properties"));
            case "const" -> butIs(SchemaWords.oneOf(atOnePlace.stream().map(Error::getSchemaNode)), error);
            case "type", "enum", "format" -> butIs(SchemaWords.expected(schema, parent(error)), error);
            case "minimum" -> butIs("at least " + limit, error);
            case "maximum" -> butIs("at most " + limit, error);
            case "exclusiveMinimum" -> butIs("more than " + limit, error);
            case "exclusiveMaximum" -> butIs("less than " + limit, error);
            case "multipleOf" -> butIs("a multiple of " + limit, error);
            case "minLength" -> butIs("at least " + limit + " characters long", error);
            case "maxLength" -> butIs("at most " + limit + " characters long", error);
            case "pattern" -> butIs("a string that matches " + limit.asText(), error);
            case "minItems" -> holds("at least " + limit + " items", error);
            case "maxItems" -> holds("at most " + limit + " items", error);
            case "uniqueItems" -> " must not hold the same item twice";
            default -> ": " + error.getMessage();
        };
    }

    private String missing(Error error) {
        String name = error.getProperty();
        String expected =
                SchemaWords.expected(schema, parent(error).path("properties").path(name));
        JsonNode found = find(error.getInstanceLocation(), value).path(name);
        return found.isNull() ? " must be " + expected + " but is null" : " is missing; it must be " + expected;
    }

    private static String butIs(String expected, Error error) {
        return " must be " + expected + " but is " + SchemaWords.found(error.getInstanceNode());
    }

    private static String holds(String expected, Error error) {
        return " must hold " + expected + " but holds "
                + error.getInstanceNode().size();
    }

    private static String names(JsonNode properties) {
        return StreamSupport.stream(((Iterable<String>) properties::fieldNames).spliterator(), false)
                .collect(Collectors.joining(", "));
    }

    /** The part of the schema whose keyword it is. */
    private JsonNode parent(Error error) {
        NodePath keyword = error.getSchemaLocation().getFragment();
        return keyword.getNameCount() == 0 ? schema : find(keyword.getParent(), schema);
    }

    static JsonNode find(NodePath path, JsonNode in) {
        JsonNode node = in;
        for (int i = 0; i < path.getNameCount(); i++) {
            String step = path.getName(i);
            node = node.isArray() ? node.path(Integer.parseInt(step)) : node.path(step);
        }
        return node;
    }
}
