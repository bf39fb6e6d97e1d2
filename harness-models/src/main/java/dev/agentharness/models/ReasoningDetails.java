package dev.agentharness.models;

import java.util.List;

/**
 * Reasoning as OpenRouter has it ("Preserving reasoning blocks" in its documentation): sealed or open, by whoever is behind
 * it, and to go back as it came. Each detail is an opaque part of the message. Not thread-safe.
 */
final class ReasoningDetails {

    /** The field they come and go in, and the type of the opaque parts. */
    static final String FIELD = "reasoning_details";

    /** What a stream says of one detail in pieces. */
    private static final List<String> PIECES = List.of("text", "summary", "signature");

    private final Assembly assembly;
    private int details;
    private String last = "";

    ReasoningDetails(Assembly assembly) {
        this.assembly = assembly;
    }

    /**
     * Takes a detail, or a piece of the one before: neighbours of one type and index are one, unless they are sealed.
     *
     * @param whole whether it is no piece, whatever stands before it
     */
    void add(Node detail, boolean whole) {
        String type = detail.text("type");
        String kind = type + detail.integer("index", -1);
        if (!whole && kind.equals(last) && !type.endsWith("encrypted")) {
            PIECES.forEach(name -> assembly.more(key(), name, detail.text(name)));
        } else {
            details++;
            assembly.other(key(), FIELD, detail.json());
        }
        last = kind;
    }

    private Object key() {
        return FIELD + details;
    }
}
