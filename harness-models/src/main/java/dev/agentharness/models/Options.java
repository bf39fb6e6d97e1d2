package dev.agentharness.models;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Fields of a request that a user adds of his own, laid over those of the library: objects are merged member by member,
 * arrays are continued, anything else is replaced. Immutable.
 */
final class Options {

    /** For what an API has no fields for but those of the library. */
    static final Options NONE = new Options(Map.of());

    /** Names of fields, and their values as JSON. */
    private final Map<String, String> fields;

    private Options(Map<String, String> fields) {
        this.fields = fields;
    }

    static Options of(Map<String, String> fields) {
        return new Options(new LinkedHashMap<>(fields));
    }

    /**
     * These, if none of them is the conversation, which would stand in a request twice.
     *
     * @throws IllegalArgumentException if one is
     */
    Options besides(String conversation) {
        if (fields.containsKey(conversation)) {
            throw new IllegalArgumentException(
                    "option '" + conversation + "' is the conversation, which is the request's");
        }
        return this;
    }

    /** These with others laid over them, as they are over fields of the library. */
    Options and(Map<String, String> others) {
        if (others.isEmpty() || this == NONE) {
            return this;
        }
        Map<String, String> all = new LinkedHashMap<>(fields);
        others.forEach((name, value) -> all.merge(name, value, Options::merged));
        return new Options(all);
    }

    /** An object with all of these fields in it. */
    byte[] over(byte[] object) {
        return fields.isEmpty()
                ? object
                : merged(JsonDocument.of(text(object)), fields).getBytes(StandardCharsets.UTF_8);
    }

    /** An object with those of these fields in it that it has already. */
    byte[] overKnown(byte[] object) {
        Node known = JsonDocument.of(text(object));
        return only(name -> !known.get(name).isMissing()).over(object);
    }

    /** The fields that an object does not have. */
    Options unknownTo(byte[] object) {
        Node known = JsonDocument.of(text(object));
        return only(name -> known.get(name).isMissing());
    }

    private Options only(Predicate<String> names) {
        Map<String, String> some = new LinkedHashMap<>(fields);
        some.keySet().removeIf(names.negate());
        return new Options(some);
    }

    private static String merged(Node ours, Map<String, String> theirs) {
        Map<String, String> all = new LinkedHashMap<>();
        ours.forEachMember((name, value) -> all.put(name, value.json()));
        theirs.forEach((name, value) -> all.merge(name, value, Options::merged));
        StringBuilder json = new StringBuilder("{");
        all.forEach((name, value) -> Node.quote(name, json.append(json.length() == 1 ? "" : ","))
                .append(':')
                .append(value));
        return json.append('}').toString();
    }

    private static String merged(String ours, String theirs) {
        Node our = JsonDocument.of(ours);
        Node their = JsonDocument.of(theirs);
        if (our.isObject() && their.isObject()) {
            Map<String, String> members = new LinkedHashMap<>();
            their.forEachMember((name, value) -> members.put(name, value.json()));
            return merged(our, members);
        }
        if (our.isArray() && their.isArray()) {
            String start = our.json();
            String end = their.json();
            String comma = our.size() == 0 || their.size() == 0 ? "" : ",";
            return start.substring(0, start.length() - 1) + comma + end.substring(1);
        }
        return theirs;
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }
}
