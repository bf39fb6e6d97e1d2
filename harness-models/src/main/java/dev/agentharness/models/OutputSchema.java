package dev.agentharness.models;

import java.io.IOException;

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
            return isStrict(JsonDocument.parse(schema));
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isStrict(Node schema) {
        Node members = schema.get("properties");
        if (members.isObject() || schema.text("type").equals("object")) {
            if (!schema.get("additionalProperties").isFalse()
                    || schema.get("required").size() != members.size()) {
                return false;
            }
        }
        boolean[] strict = {true};
        schema.forEachMember((name, child) -> strict[0] &= isStrict(child));
        schema.forEach(child -> strict[0] &= isStrict(child));
        return strict[0];
    }
}
