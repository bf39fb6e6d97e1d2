package dev.agentharness.bench;

import java.util.List;

/** What both contestants send and do alike. */
final class Workload {

    static final String INSTRUCTIONS = "You look things up in an archive and answer in one sentence.";
    static final String TASK = "Look up every entry that you need, one after the other, then answer.";
    static final int MAX_OUTPUT_TOKENS = 8_192;

    static final String SCHEMA = """
            {"type":"object","properties":{"key":{"type":"string","description":"The entry, such as entry-7"}},\
            "required":["key"],"additionalProperties":false}""";

    /** The first is the one that is called. */
    static final List<String> TOOLS = List.of("lookup", "search", "list_entries", "related_entries");

    private static final String PADDING = "The archive says so. ".repeat(10);

    private Workload() {}

    static String description(String tool) {
        return "Reads the archive by " + tool + " and tells what it says about an entry";
    }

    /** A result of 200 bytes that is another for each key. */
    static String lookup(String key) {
        return (key + ": " + PADDING).substring(0, 200);
    }

    /** The model that calls a tool so many times; the server reads it from the name. */
    static String model(int turns) {
        return "turns-" + turns;
    }
}
