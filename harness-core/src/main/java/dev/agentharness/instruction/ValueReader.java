package dev.agentharness.instruction;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads what stands behind a key or a dash: a plain text, a text in quotes, or a list in brackets. Accepts only what every
 * YAML reader takes for the same words; the rest is refused with the advice to quote it.
 */
final class ValueReader {

    /** What YAML has a use for: a sign at the beginning, a colon or a comment within, the word for nothing. */
    private static final Pattern AMBIGUOUS =
            Pattern.compile("^[-?:,\\[\\]{}#&*!|>'\"%@`~]|: |:$| #|\\t|^(null|Null|NULL)$");

    private final String text;
    private final Place place;
    private int at;

    private ValueReader(String text, Place place) {
        this.text = text.strip();
        this.place = place;
    }

    static boolean isList(String text) {
        return text.startsWith("[");
    }

    static Value text(String text, Place place) {
        ValueReader reader = new ValueReader(text, place);
        Value value = reader.next(false);
        reader.expectEnd();
        return value;
    }

    static List<Value> list(String text, Place place) {
        ValueReader reader = new ValueReader(text, place);
        List<Value> values = new ArrayList<>();
        reader.at++;
        reader.skipSpaces();
        if (reader.peek() != ']') {
            values.add(reader.next(true));
            while (reader.peek() == ',') {
                reader.at++;
                reader.skipSpaces();
                values.add(reader.next(true));
            }
        }
        if (reader.peek() != ']') {
            throw place.refused("the list does not end with ] on its line");
        }
        reader.at++;
        reader.expectEnd();
        return values;
    }

    private Value next(boolean inList) {
        char quote = peek();
        String value = quote == '"' || quote == '\'' ? quoted(quote) : plain(inList);
        if (value.isBlank()) {
            throw place.refused("a value is missing");
        }
        skipSpaces();
        return new Value(value, place);
    }

    private String quoted(char quote) {
        StringBuilder value = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            char following = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
            if (c == '\'' && quote == c && following == c) {
                value.append(c);
                at++;
            } else if (c == quote) {
                at++;
                return value.toString();
            } else if (c == '\\' && quote == '"') {
                if (following != '"' && following != '\\') {
                    throw place.refused("in double quotes only \\\" and \\\\ are escapes, not \\" + following);
                }
                value.append(following);
                at++;
            } else {
                value.append(c);
            }
        }
        throw place.refused("the quote is not closed on its line");
    }

    private String plain(boolean inList) {
        int start = at;
        while (at < text.length() && !(inList && (text.charAt(at) == ',' || text.charAt(at) == ']'))) {
            at++;
        }
        String value = text.substring(start, at).strip();
        if (AMBIGUOUS.matcher(value).find() || (inList && value.matches(".*[\\[{}].*"))) {
            throw place.refused("cannot read " + value + " as a text: put it in double quotes if it is one");
        }
        return value;
    }

    private void skipSpaces() {
        while (peek() == ' ') {
            at++;
        }
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\n';
    }

    private void expectEnd() {
        skipSpaces();
        if (at < text.length()) {
            throw place.refused("cannot make sense of '" + text.substring(at) + "' behind the value");
        }
    }
}
