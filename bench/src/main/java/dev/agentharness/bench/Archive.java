package dev.agentharness.bench;

import java.util.List;
import java.util.stream.IntStream;

/** What all contestants send and do alike: instructions, task, tools and their results. */
final class Archive {

    static final String INSTRUCTIONS = "You look things up in an archive and answer in one sentence.";
    static final String TASK = "Look up every entry that you need, one after the other, then answer.";
    static final int MAX_OUTPUT_TOKENS = 8_192;

    /** What the one argument of each tool is. */
    static final String KEY = "The entry, such as entry-7";

    static final String SCHEMA = """
            {"type":"object","properties":{"key":{"type":"string","description":"%s"}},\
            "required":["key"],"additionalProperties":false}""".formatted(KEY);

    private static final List<String> USUAL = List.of("lookup", "search", "list_entries", "related_entries");
    private static final String PADDING = "The archive says so. ".repeat(1_000);

    private Archive() {}

    /** Names of tools, of which the first is the one that is called. */
    static List<String> tools(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> i < USUAL.size() ? USUAL.get(i) : "catalogue_" + i)
                .toList();
    }

    static String description(String tool) {
        return "Reads the archive by " + tool + " and tells what it says about an entry";
    }

    /** A result of that size that is another for each key. */
    static String lookup(String key, int bytes) {
        String start = key + ": ";
        return start + PADDING.substring(0, bytes - start.length());
    }
}
