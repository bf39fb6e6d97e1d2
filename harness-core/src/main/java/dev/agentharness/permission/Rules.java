package dev.agentharness.permission;

import dev.agentharness.json.Fingerprint;
import dev.agentharness.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a file: which calls are denied, which need a person, which are allowed. Immutable. The file is JSON;
 * {@code docs/guide/permissions.md} says what stands in it.
 *
 * <p>Order does not matter: a rule that denies outweighs all that ask, and those outweigh all that allow. Each rule may
 * carry examples; a file whose examples are not decided as it says is refused.
 */
public final class Rules {

    private static final Rules NONE = new Rules("", "", List.of());

    private final String version;
    private final String fingerprint;
    private final List<Rule> rules;

    private Rules(String version, String fingerprint, List<Rule> rules) {
        this.version = version;
        this.fingerprint = fingerprint;
        this.rules = rules;
    }

    /** No rules. */
    public static Rules none() {
        return NONE;
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException as {@link #parse}, naming the file
     * @throws UncheckedIOException if it cannot be read
     */
    public static Rules load(Path file) {
        String json;
        try {
            json = Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the rules in " + file + " cannot be read", e);
        }
        try {
            return parse(json);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads rules.
     *
     * @throws IllegalArgumentException if something in them is not understood or an example is not decided as it says,
     *     naming the rule
     */
    public static Rules parse(String json) {
        Map<String, @Nullable Object> file = Json.object(json);
        RuleReader.known(file, Set.of("version", "rules"), "a file of rules");
        Object rules = file.get("rules");
        if (rules == null || !(file.get("version") instanceof String version) || version.isBlank()) {
            throw new IllegalArgumentException("a file of rules has a \"version\", a text, and \"rules\"");
        }
        return new Rules(version, Fingerprint.of(file), RuleReader.rules(rules));
    }

    /** What the file calls itself. */
    public String version() {
        return version;
    }

    /** The rules of one kind that speak of a call, in the order of the file. */
    List<Rule> matching(Rule.Kind kind, Situation call) {
        return rules.stream()
                .filter(rule -> rule.kind() == kind && rule.matches(call))
                .toList();
    }

    Optional<Rule> firstMatching(Rule.Kind kind, Situation call) {
        return matching(kind, call).stream().findFirst();
    }

    /** Version and content: another file has another text. */
    @Override
    public String toString() {
        return rules.isEmpty() ? "no rules" : "rules " + version + " " + fingerprint.substring(0, 12);
    }
}
