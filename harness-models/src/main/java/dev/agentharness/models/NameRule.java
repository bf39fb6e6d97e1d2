package dev.agentharness.models;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Which names mean an entry of a catalogue. Names are compared in lower case. */
@FunctionalInterface
interface NameRule {

    boolean matches(String name);

    /** A rule as genai-prices writes it: one of {@code equals}, {@code starts_with}, {@code or}, … */
    static NameRule of(Node json) {
        List<String> kinds = new ArrayList<>();
        json.forEachMember((name, value) -> kinds.add(name));
        if (kinds.size() != 1) {
            throw new IllegalArgumentException("a rule for names must have one key but is " + json);
        }
        String kind = kinds.get(0);
        Node value = json.get(kind);
        String text = value.text().toLowerCase(Locale.ROOT);
        return switch (kind) {
            case "equals" -> text::equals;
            case "starts_with" -> name -> name.startsWith(text);
            case "ends_with" -> name -> name.endsWith(text);
            case "contains" -> name -> name.contains(text);
            case "regex" -> regex(Pattern.compile(value.text()));
            case "or" -> some(all(value));
            case "and" -> every(all(value));
            default -> throw new IllegalArgumentException("no rule for names is called '" + kind + "': " + json);
        };
    }

    private static NameRule regex(Pattern pattern) {
        return name -> pattern.matcher(name).find();
    }

    private static NameRule some(List<NameRule> rules) {
        return name -> rules.stream().anyMatch(rule -> rule.matches(name));
    }

    private static NameRule every(List<NameRule> rules) {
        return name -> rules.stream().allMatch(rule -> rule.matches(name));
    }

    private static List<NameRule> all(Node rules) {
        List<NameRule> all = new ArrayList<>();
        rules.forEach(rule -> all.add(of(rule)));
        return all;
    }
}
