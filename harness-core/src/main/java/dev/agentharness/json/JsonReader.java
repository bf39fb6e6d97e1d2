package dev.agentharness.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one JSON text by recursive descent. Used once, by one thread. */
final class JsonReader {

    private static final int DEEPEST = 100;
    /** {@code BigDecimal} takes quadratic time for its digits, and no argument needs more. */
    private static final int LONGEST_NUMBER = 400;

    private final String text;
    private int at;
    private int depth;

    JsonReader(String text) {
        this.text = text;
    }

    @Nullable
    Object read() {
        Object value = value();
        skipSpace();
        if (at < text.length()) {
            throw error("unexpected text after the value");
        }
        return value;
    }

    private @Nullable Object value() {
        skipSpace();
        if (at == text.length()) {
            throw error(text.isBlank() ? "the text is empty" : "the text ends too early");
        }
        char c = text.charAt(at);
        return switch (c) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> object() {
        enter();
        Map<String, @Nullable Object> object = new LinkedHashMap<>(4);
        skipSpace();
        if (!taken('}')) {
            do {
                skipSpace();
                int start = at;
                String key = string();
                if (object.containsKey(key)) {
                    at = start;
                    throw error("the key \"" + key + "\" stands twice in one object");
                }
                skipSpace();
                expect(':');
                object.put(key, value());
                skipSpace();
            } while (taken(','));
            expect('}');
        }
        depth--;
        return Collections.unmodifiableMap(object);
    }

    private List<@Nullable Object> array() {
        enter();
        List<@Nullable Object> array = new ArrayList<>();
        skipSpace();
        if (!taken(']')) {
            do {
                array.add(value());
                skipSpace();
            } while (taken(','));
            expect(']');
        }
        depth--;
        return Collections.unmodifiableList(array);
    }

    private void enter() {
        at++;
        if (++depth > DEEPEST) {
            throw error("more than " + DEEPEST + " levels deep");
        }
    }

    private String string() {
        expect('"');
        int start = at;
        while (at < text.length() && isPlain(text.charAt(at))) {
            at++;
        }
        if (at < text.length() && text.charAt(at) == '"') {
            return text.substring(start, at++);
        }
        StringBuilder out = new StringBuilder().append(text, start, at);
        while (true) {
            char c = next();
            if (c == '"') {
                return out.toString();
            }
            if (c < 0x20) {
                at--;
                throw error("a control character stands unescaped in a string");
            }
            out.append(c == '\\' ? escaped() : c);
        }
    }

    /** Whether a character stands for itself in a string, and does not end it. */
    private static boolean isPlain(char c) {
        return c >= 0x20 && c != '"' && c != '\\';
    }

    private char escaped() {
        char c = next();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw error("\\" + c + " is no escape");
        };
    }

    private char unicode() {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(next(), 16);
            if (digit < 0) {
                throw error("\\u needs four hexadecimal digits");
            }
            code = code * 16 + digit;
        }
        return (char) code;
    }

    private char next() {
        if (at == text.length()) {
            throw error("the text ends inside a string");
        }
        return text.charAt(at++);
    }

    private @Nullable Object word(String word, @Nullable Object value) {
        if (!text.startsWith(word, at)) {
            throw error("expected a value");
        }
        at += word.length();
        return value;
    }

    private BigDecimal number() {
        int start = at;
        taken('-');
        if (!taken('0')) {
            digits();
        }
        if (taken('.')) {
            digits();
        }
        if (taken('e') || taken('E')) {
            if (!taken('+')) {
                taken('-');
            }
            digits();
        }
        if (at - start > LONGEST_NUMBER) {
            throw error("a number of " + (at - start) + " characters");
        }
        try {
            return new BigDecimal(text.substring(start, at));
        } catch (NumberFormatException e) {
            throw error("a number out of range");
        }
    }

    private void digits() {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == start) {
            throw error("expected " + (start == 0 || !isNumberPart(text.charAt(start - 1)) ? "a value" : "a digit"));
        }
    }

    private static boolean isNumberPart(char c) {
        return "-+.eE0123456789".indexOf(c) >= 0;
    }

    private boolean taken(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char c) {
        if (!taken(c)) {
            throw error(at == text.length() ? "the text ends where '" + c + "' should be" : "expected '" + c + "'");
        }
    }

    private void skipSpace() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private IllegalArgumentException error(String cause) {
        return new IllegalArgumentException("not valid JSON at character " + at + ": " + cause);
    }
}
