package dev.agentharness.models;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One value of a file that a person wrote, where a {@link Node} is a provider's: whatever is missing, of another type or
 * of no known name is refused, and named.
 */
record StrictNode(Node node) {

    private static final long MOST_TOKENS = Integer.MAX_VALUE;

    /** Names whatever makes no sense in an entry by the entry, too. */
    <T> T named(String kind, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(kind + " '" + node.text("id") + "': " + e.getMessage(), e);
        }
    }

    static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** It must be an object of such keys, each of which is said once. */
    void hasOnly(Predicate<String> known) {
        check(node.isObject(), "it must be an object but is " + node);
        Set<String> seen = new HashSet<>();
        node.forEachMember((key, value) -> {
            check(known.test(key), "nothing is called '" + key + "' there");
            check(seen.add(key), "'" + key + "' is said twice");
        });
    }

    boolean has(String key) {
        return !node.get(key).isMissing();
    }

    StrictNode get(String key) {
        check(has(key), "'" + key + "' is missing");
        return new StrictNode(node.get(key));
    }

    String text(String key) {
        String text = get(key).node.text();
        check(!text.isBlank(), "'" + key + "' must be a text but is " + node.get(key));
        return text;
    }

    /** Elements, of which there may be none. */
    Node list(String key) {
        Node list = get(key).node;
        check(list.isArray(), "'" + key + "' must be a list but is " + list);
        return list;
    }

    LocalDate day(String key) {
        try {
            return LocalDate.parse(text(key));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'" + key + "' must be a day such as 2026-11-30 but is " + node.get(key), e);
        }
    }

    /** A time of day, such as {@code 16:30:00Z}. */
    void checkTime(String key) {
        try {
            DateTimeFormatter.ISO_TIME.parse(text(key));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'" + key + "' must be a time such as 16:30:00Z but is " + node.get(key), e);
        }
    }

    /** A number of tokens. */
    long count(String key) {
        double number = get(key).node.number(Double.NaN);
        check(
                number >= 1 && number <= MOST_TOKENS && number == Math.rint(number),
                "'" + key + "' must be a number of tokens but is " + node.get(key));
        return (long) number;
    }
}
