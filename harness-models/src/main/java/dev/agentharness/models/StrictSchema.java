package dev.agentharness.models;

import java.io.IOException;
import java.util.Set;

/** How a schema must be written for a provider to hold a model to it word for word; what is not is refused. */
enum StrictSchema {
    /** Every object allows no members but its own ("Strict tool use" in Anthropic's documentation). */
    CLOSED,
    /**
     * And demands all of them, is an object itself, says of each member what it is, and combines schemas in no way but one
     * ("Structured model outputs" in OpenAI's documentation).
     */
    FULL;

    /** What {@link #FULL} does not know. */
    private static final Set<String> NOT_COMBINED =
            Set.of("oneOf", "allOf", "not", "if", "then", "else", "dependentRequired", "dependentSchemas");

    boolean allows(String schema) {
        try {
            Node root = JsonDocument.parse(schema);
            return (this == CLOSED || root.get("type").isText("object")) && allows(root);
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
        schema.forEachMember((name, child) -> all[0] &= name.equals("properties")
                ? allowsMembers(child)
                : allows(child) && (this == CLOSED || !NOT_COMBINED.contains(name)));
        schema.forEach(child -> all[0] &= allows(child));
        return all[0];
    }

    /** Their names are anybody's and mean nothing. */
    private boolean allowsMembers(Node members) {
        boolean[] all = {true};
        members.forEachMember((name, schema) -> all[0] &= allows(schema) && (this == CLOSED || schema.size() > 0));
        return all[0];
    }
}
