package dev.agentharness.models;

/** The schema of an answer, as OpenAI wants it told ("Structured model outputs" in its documentation). */
final class OutputSchema {

    private OutputSchema() {}

    /** Writes its fields into the object at hand. */
    static void write(String schema, RequestJson json) {
        json.field("name", "answer").raw("schema", schema).field("strict", StrictSchema.FULL.allows(schema));
    }
}
