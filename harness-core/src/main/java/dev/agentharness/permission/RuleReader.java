package dev.agentharness.permission;

import dev.agentharness.json.Json;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.permission.Rule.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads rules from JSON and checks their examples. What it does not know it refuses: a rule half read is no rule. */
final class RuleReader {

    private static final Set<String> MEMBERS = Set.of(
            "name", "decision", "tools", "risks", "scopes", "tainted", "where", "reason", "allows", "asks", "denies");

    private RuleReader() {}

    static List<Rule> rules(Object json) {
        List<Rule> rules = new ArrayList<>();
        List<Map<String, @Nullable Object>> objects = objects(json, "\"rules\"");
        for (Map<String, @Nullable Object> object : objects) {
            String name = named(object, rules);
            rules.add(of(name, () -> rule(name, object)));
        }
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            Map<String, @Nullable Object> object = objects.get(i);
            of(rule.name(), () -> check(rule, object, rules));
        }
        return List.copyOf(rules);
    }

    /** Says which rule it is when something is wrong with it. */
    private static <T> T of(String rule, Supplier<T> read) {
        try {
            return read.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("rule '" + rule + "': " + e.getMessage(), e);
        }
    }

    private static String named(Map<String, @Nullable Object> object, List<Rule> before) {
        if (!(object.get("name") instanceof String name) || name.isBlank()) {
            throw new IllegalArgumentException("rule " + (before.size() + 1) + " has no name");
        }
        if (before.stream().anyMatch(rule -> rule.name().equals(name))) {
            throw new IllegalArgumentException("two rules are named '" + name + "'");
        }
        return name;
    }

    private static Rule rule(String name, Map<String, @Nullable Object> object) {
        known(object, MEMBERS, "a rule");
        List<String> tools = strings(object, "tools");
        if (tools.isEmpty()) {
            throw new IllegalArgumentException("\"tools\" is missing; [\"*\"] means all");
        }
        tools.stream().filter(tool -> !tool.matches("[a-zA-Z0-9_*-]+")).forEach(tool -> {
            throw new IllegalArgumentException("no tool can be named '" + tool + "'");
        });
        Map<String, ValuePattern> where = new LinkedHashMap<>();
        if (object.get("where") != null) {
            object(object.get("where"), "\"where\"")
                    .forEach(
                            (argument, pattern) -> where.put(argument, pattern(object(pattern, "'" + argument + "'"))));
        }
        return new Rule(
                name,
                Kind.of(String.valueOf(object.get("decision"))),
                tools,
                risks(object),
                strings(object, "scopes"),
                flag(object),
                Map.copyOf(where),
                object.get("reason") instanceof String reason ? reason : "the rule '" + name + "'");
    }

    private static ValuePattern pattern(Map<String, @Nullable Object> object) {
        if (object.containsKey("least") || object.containsKey("most")) {
            known(object, Set.of("least", "most"), "an amount");
            return new Amounts(number(object, "least"), number(object, "most"));
        }
        if (object.size() != 1) {
            throw new IllegalArgumentException(
                    "an argument has one of paths, hosts, commands, values, or least and most");
        }
        String kind = object.keySet().iterator().next();
        return switch (kind) {
            case "paths" -> PathsPattern.of(strings(object, kind));
            case "hosts" -> HostsPattern.of(strings(object, kind));
            case "commands" -> CommandsPattern.of(strings(object, kind));
            case "values" -> OneOf.of(list(object, kind));
            default -> throw new IllegalArgumentException("an argument has no pattern '" + kind + "'");
        };
    }

    /** Its own examples are decided so by the whole file, and the others not by this rule. */
    private static boolean check(Rule rule, Map<String, @Nullable Object> object, List<Rule> all) {
        for (Kind said : Kind.values()) {
            if (object.get(said.examples()) == null) {
                continue;
            }
            for (Map<String, @Nullable Object> example :
                    objects(object.get(said.examples()), "\"" + said.examples() + "\"")) {
                Situation call = situation(example);
                boolean matches = rule.matches(call);
                if (matches != (said == rule.kind())) {
                    throw new IllegalArgumentException("the example " + Json.canonical(example) + " under \""
                            + said.examples() + "\" is " + (matches ? "" : "not ") + "matched by it");
                }
                stricter(call, rule, all).filter(shadow -> matches).ifPresent(shadow -> {
                    throw new IllegalArgumentException("the example " + Json.canonical(example) + " under \""
                            + said.examples() + "\" is decided by rule '" + shadow.name() + "'");
                });
            }
        }
        return true;
    }

    private static Optional<Rule> stricter(Situation call, Rule rule, List<Rule> all) {
        return all.stream()
                .filter(other -> other.kind().compareTo(rule.kind()) < 0 && other.matches(call))
                .findFirst();
    }

    private static Situation situation(Map<String, @Nullable Object> example) {
        known(example, Set.of("tool", "arguments", "risk", "scopes", "tainted"), "an example");
        ToolSpec.Builder tool = ToolSpec.builder(String.valueOf(example.get("tool")), "an example")
                .scopes(strings(example, "scopes").toArray(String[]::new));
        if (example.get("risk") instanceof String risk) {
            tool.risk(risk(risk));
        }
        Map<String, @Nullable Object> arguments =
                example.get("arguments") == null ? Map.of() : object(example.get("arguments"), "\"arguments\"");
        return new Situation(tool.build(), arguments, flag(example));
    }

    private static Set<Risk> risks(Map<String, @Nullable Object> object) {
        return strings(object, "risks").stream().map(RuleReader::risk).collect(Collectors.toUnmodifiableSet());
    }

    private static Risk risk(String name) {
        return Arrays.stream(Risk.values())
                .filter(risk -> risk.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no risk '" + name + "', but " + Arrays.toString(Risk.values())));
    }

    private static boolean flag(Map<String, @Nullable Object> object) {
        Object value = object.getOrDefault("tainted", false);
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw new IllegalArgumentException("\"tainted\" is true or false, not " + Json.describe(value));
    }

    private static @Nullable BigDecimal number(Map<String, @Nullable Object> object, String name) {
        Object value = object.get(name);
        if (value == null || value instanceof BigDecimal) {
            return (BigDecimal) value;
        }
        throw new IllegalArgumentException("\"" + name + "\" is a number, not " + Json.describe(value));
    }

    private static List<String> strings(Map<String, @Nullable Object> object, String name) {
        if (!object.containsKey(name)) {
            return List.of();
        }
        List<?> items = list(object, name);
        if (!items.stream().allMatch(String.class::isInstance)) {
            throw new IllegalArgumentException("\"" + name + "\" holds strings only");
        }
        return items.stream().map(String.class::cast).toList();
    }

    private static List<?> list(Map<String, @Nullable Object> object, String name) {
        if (object.get(name) instanceof List<?> items && !items.isEmpty()) {
            return items;
        }
        throw new IllegalArgumentException("\"" + name + "\" is a list with something in it");
    }

    private static List<Map<String, @Nullable Object>> objects(@Nullable Object value, String what) {
        if (!(value instanceof List<?> items)) {
            throw new IllegalArgumentException(what + " is a list, not " + Json.describe(value));
        }
        return items.stream().map(item -> object(item, "each of " + what)).toList();
    }

    @SuppressWarnings("unchecked") // the reader makes no other maps
    private static Map<String, @Nullable Object> object(@Nullable Object value, String what) {
        if (value instanceof Map<?, ?>) {
            return (Map<String, @Nullable Object>) value;
        }
        throw new IllegalArgumentException(what + " is an object, not " + Json.describe(value));
    }

    static void known(Map<String, @Nullable Object> object, Set<String> names, String what) {
        Set<String> unknown = new TreeSet<>(object.keySet());
        unknown.removeAll(names);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(what + " has no " + unknown + ", only " + new TreeSet<>(names));
        }
    }
}
