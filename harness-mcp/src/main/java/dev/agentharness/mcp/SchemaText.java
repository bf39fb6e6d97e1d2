package dev.agentharness.mcp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The texts in a schema, which a model reads as it reads a description.
 *
 * @param cleaned the schema with its texts cleaned
 * @param words all its texts as the server wrote them, a line each
 */
record SchemaText(Object cleaned, String words) {

    /** Deeper schemas are no use to a model, and a way to exhaust the stack. */
    private static final int DEEPEST = 64;

    /**
     * @throws IllegalArgumentException if it is too deep, or if a name in it has characters that nobody can see: a call
     *     with the cleaned name would not be understood
     */
    static SchemaText of(Map<String, Object> schema) {
        StringBuilder words = new StringBuilder();
        Object cleaned = clean(schema, words, 0);
        return new SchemaText(cleaned == null ? Map.of() : cleaned, words.toString());
    }

    private static @Nullable Object clean(@Nullable Object value, StringBuilder words, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("its input schema is deeper than " + DEEPEST + " levels");
        }
        if (value instanceof Map<?, ?> object) {
            Map<String, @Nullable Object> cleaned = new LinkedHashMap<>();
            object.forEach((key, member) -> cleaned.put(name((String) key, words), clean(member, words, depth + 1)));
            return cleaned;
        }
        if (value instanceof List<?> array) {
            List<@Nullable Object> cleaned = new ArrayList<>();
            array.forEach(item -> cleaned.add(clean(item, words, depth + 1)));
            return cleaned;
        }
        if (value instanceof String text) {
            words.append(text).append('\n');
            return ServerText.clean(text);
        }
        return value;
    }

    private static String name(String name, StringBuilder words) {
        words.append(name).append('\n');
        if (!ServerText.clean(name).equals(name)) {
            throw new IllegalArgumentException(
                    "its input schema has a name with invisible characters: '" + ServerText.line(name, 100) + "'");
        }
        return name;
    }
}
