package dev.agentharness.json;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON as plain Java values: {@code Map}, {@code List}, {@code String}, {@code BigDecimal}, {@code Boolean} and null.
 *
 * <p>Reading is strict (RFC 8259): one value, no duplicate keys, no trailing text, bounded depth. Duplicate keys are
 * refused because two readers may disagree on which of them counts.
 */
public final class Json {

    private Json() {}

    /**
     * Reads an object.
     *
     * @throws IllegalArgumentException with the place and the cause, if the text is anything else
     */
    public static Map<String, @Nullable Object> object(String text) {
        Object value = new JsonReader(text).read();
        if (value instanceof Map<?, ?>) {
            @SuppressWarnings("unchecked") // the reader makes no other maps
            Map<String, @Nullable Object> object = (Map<String, @Nullable Object>) value;
            return object;
        }
        throw new IllegalArgumentException("expected a JSON object but found " + describe(value));
    }

    /** Writes a value with sorted keys and no spaces, so that equal values have equal texts. */
    public static String canonical(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    /** Writes a text as a JSON string, quotes included. */
    public static String quote(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2);
        write(text, out);
        return out.toString();
    }

    /** Names a value for an error message: its type, and the value itself where it is short. */
    public static String describe(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof Map<?, ?>) {
            return "an object";
        }
        if (value instanceof List<?>) {
            return "an array";
        }
        String text = canonical(value);
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }

    private static void write(@Nullable Object value, StringBuilder out) {
        if (value instanceof Map<?, ?> object) {
            char before = '{';
            for (Map.Entry<?, ?> entry : new TreeMap<>(object).entrySet()) {
                out.append(before);
                write(entry.getKey(), out);
                out.append(':');
                write(entry.getValue(), out);
                before = ',';
            }
            out.append(object.isEmpty() ? "{}" : "}");
        } else if (value instanceof List<?> array) {
            char before = '[';
            for (Object item : array) {
                out.append(before);
                write(item, out);
                before = ',';
            }
            out.append(array.isEmpty() ? "[]" : "]");
        } else if (value instanceof String text) {
            string(text, out);
        } else if (value instanceof BigDecimal number) {
            out.append(number.signum() == 0 ? "0" : number.stripTrailingZeros().toString());
        } else {
            out.append(value);
        }
    }

    private static void string(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
