package dev.agentharness.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The schema of an answer, as OpenAI wants it told ("Structured model outputs" in its documentation). */
final class OutputSchema {

    private OutputSchema() {}

    /** Writes its fields into the object at hand. */
    static void write(String schema, RequestJson json) {
        json.field("name", "answer").raw("schema", schema).field("strict", isStrict(schema));
    }

    /** OpenAI refuses to be strict unless every object names all of its members as required and allows no others. */
    private static boolean isStrict(String schema) {
        try {
            byte[] bytes = schema.getBytes(StandardCharsets.UTF_8);
            return isStrict(Trees.parse(bytes, bytes.length));
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isStrict(JsonNode schema) {
        JsonNode members = schema.path("properties");
        if (members.isObject() || Trees.text(schema, "type").equals("object")) {
            boolean closed = schema.path("additionalProperties").isBoolean()
                    && !schema.path("additionalProperties").booleanValue();
            if (!closed || schema.path("required").size() != members.size()) {
                return false;
            }
        }
        for (JsonNode child : schema) {
            if (child.isContainerNode() && !isStrict(child)) {
                return false;
            }
        }
        return true;
    }
}
