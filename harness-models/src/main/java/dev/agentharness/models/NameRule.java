package dev.agentharness.models;

import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Which names mean an entry of a catalogue, as genai-prices writes it: one of {@code equals}, {@code starts_with},
 * {@code or}, … Names are in lower case. It is read anew each time, since of many rules few are ever asked twice.
 */
record NameRule(Node json) {

    boolean matches(String name) {
        boolean[] matches = {false};
        int[] keys = {0};
        json.forEachMember((kind, value) -> {
            keys[0]++;
            matches[0] = matches(kind, value, name);
        });
        if (keys[0] != 1) {
            throw new IllegalArgumentException("a rule for names must have one key but is " + json);
        }
        return matches[0];
    }

    /**
     * Reads all of it.
     *
     * @throws IllegalArgumentException naming what makes no sense
     */
    void check() {
        var unused = matches("");
        json.forEachMember((kind, value) -> {
            boolean isOfRules = kind.equals("or") || kind.equals("and");
            StrictNode.check(
                    isOfRules
                            ? value.isArray() && value.size() > 0
                            : !value.text().isEmpty(),
                    "the rule '" + kind + "' must be of " + (isOfRules ? "other rules" : "a text") + " but is "
                            + value);
            value.forEach(rule -> new NameRule(rule).check());
        });
    }

    private static boolean matches(String kind, Node value, String name) {
        String text = value.text().toLowerCase(Locale.ROOT);
        return switch (kind) {
            case "equals" -> name.equals(text);
            case "starts_with" -> name.startsWith(text);
            case "ends_with" -> name.endsWith(text);
            case "contains" -> name.contains(text);
            case "regex" ->
                Pattern.compile(value.text(), Pattern.CASE_INSENSITIVE)
                        .matcher(name)
                        .find();
            case "or" -> count(value, rule -> rule.matches(name)) > 0;
            case "and" -> count(value, rule -> !rule.matches(name)) == 0;
            default -> throw new IllegalArgumentException("no rule for names is called '" + kind + "'");
        };
    }

    /** Looks at all of them, so that none stays unread that makes no sense. */
    private static int count(Node rules, Predicate<NameRule> wanted) {
        int count = 0;
        for (Node rule : rules) {
            count += wanted.test(new NameRule(rule)) ? 1 : 0;
        }
        return count;
    }
}
