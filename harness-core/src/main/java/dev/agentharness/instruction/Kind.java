package dev.agentharness.instruction;

import java.util.List;
import java.util.Locale;

/** What a file of instructions is for, and which keys its front matter must and may have. */
enum Kind {
    POLICY("name version", "description requires include variables"),
    AGENTS("", "name version description requires include variables"),
    SPEC("name version", "description requires include variables inputs outputs allowed-tools escalate-when"),
    INCLUDE("", "name version description include variables"),
    SKILL("description name", "version");

    private final String needed;
    private final String optional;

    Kind(String needed, String optional) {
        this.needed = needed;
        this.optional = optional;
    }

    List<String> needed() {
        return words(needed);
    }

    boolean knows(String key) {
        return needed().contains(key) || words(optional).contains(key);
    }

    /** The word for it in borders and stamps. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }
}
