package dev.agentharness.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Fields of a request that a user adds of his own, laid over those of the library: objects are merged member by member,
 * arrays are continued, anything else is replaced. Immutable.
 */
final class Options {

    private final ObjectNode fields;

    private Options(ObjectNode fields) {
        this.fields = fields;
    }

    /**
     * @param fields names of fields, and their values as JSON
     */
    static Options of(Map<String, String> fields) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        fields.forEach((name, json) -> all.set(name, parse(json.getBytes(StandardCharsets.UTF_8))));
        return new Options(all);
    }

    /** An object with all of these fields in it. */
    byte[] over(byte[] object) {
        return fields.isEmpty() ? object : bytes(merged(parse(object), fields));
    }

    /** An object with those of these fields in it that it has already. */
    byte[] overKnown(byte[] object) {
        if (fields.isEmpty()) {
            return object;
        }
        JsonNode known = parse(object);
        ObjectNode shared = fields.deepCopy();
        fields.fieldNames().forEachRemaining(name -> {
            if (!known.has(name)) {
                shared.remove(name);
            }
        });
        return shared.isEmpty() ? object : bytes(merged(known, shared));
    }

    /** The fields that an object does not have. */
    Options unknownTo(byte[] object) {
        if (fields.isEmpty()) {
            return this;
        }
        ObjectNode rest = fields.deepCopy();
        parse(object).fieldNames().forEachRemaining(rest::remove);
        return new Options(rest);
    }

    private static JsonNode merged(JsonNode ours, JsonNode theirs) {
        if (ours instanceof ObjectNode object && theirs.isObject()) {
            Map<String, JsonNode> members = new HashMap<>();
            theirs.forEachEntry(members::put);
            members.forEach((name, value) -> object.set(name, merged(object.path(name), value)));
            return object;
        }
        if (ours instanceof ArrayNode array && theirs instanceof ArrayNode more) {
            return array.addAll(more);
        }
        return theirs;
    }

    private static JsonNode parse(byte[] json) {
        try {
            return Trees.parse(json, json.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(JsonNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
