package dev.agentharness.models;

import java.io.IOException;

/** How a schema must be written for a provider to hold a model to it word for word; what is not is refused. */
enum StrictSchema {
    /** Every object allows no members but its own ("Strict tool use" in Anthropic's documentation). */
    CLOSED,
    /** And demands all of them ("Structured model outputs" in OpenAI's documentation). */
    FULL;

    boolean allows(String schema) {
        try {
            return allows(JsonDocument.parse(schema));
        } catch (IOException e) {
            return false;
        }
    }

    private boolean allows(Node schema) {
        Node members = schema.get("properties");
        if (members.isObject() || schema.text("type").equals("object")) {
            boolean closed = schema.get("additionalProperties").isFalse();
            if (!closed || (this == FULL && schema.get("required").size() != members.size())) {
                return false;
            }
        }
        boolean[] all = {true};
        schema.forEachMember((name, child) -> all[0] &= allows(child));
        schema.forEach(child -> all[0] &= allows(child));
        return all[0];
    }
}
