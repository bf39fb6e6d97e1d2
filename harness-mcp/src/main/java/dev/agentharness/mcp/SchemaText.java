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

    /**
     * @throws IllegalArgumentException if a name in it has characters that nobody can see: a call with the cleaned name
     *     would not be understood
     */
    static SchemaText of(Map<String, Object> schema) {
        StringBuilder words = new StringBuilder();
        Object cleaned = clean(schema, words);
        return new SchemaText(cleaned == null ? Map.of() : cleaned, words.toString());
    }

    private static @Nullable Object clean(@Nullable Object value, StringBuilder words) {
        if (value instanceof Map<?, ?> object) {
            Map<String, @Nullable Object> cleaned = new LinkedHashMap<>();
            object.forEach((key, member) -> cleaned.put(name((String) key, words), clean(member, words)));
            return cleaned;
        }
        if (value instanceof List<?> array) {
            List<@Nullable Object> cleaned = new ArrayList<>();
            array.forEach(item -> cleaned.add(clean(item, words)));
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
