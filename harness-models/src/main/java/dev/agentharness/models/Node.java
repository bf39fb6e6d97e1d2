package dev.agentharness.models;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * One value of a provider's JSON, read without trust: whatever is missing or of another type counts as not there. Valid
 * until its {@link JsonDocument} reads another text.
 */
record Node(JsonDocument document, int at) implements Iterable<Node> {

    static final int MISSING = -1;

    /** A member of an object. */
    Node get(String name) {
        if (isObject()) {
            for (int field = at + 1; field < document.end(at); field = document.end(field + 1)) {
                if (document.isText(field, name)) {
                    return document.node(field + 1);
                }
            }
        }
        return document.missing();
    }

    /** The first element of an array. */
    Node first() {
        return isArray() && document.end(at) > at + 1 ? document.node(at + 1) : document.missing();
    }

    /** A member that is a text, or empty. */
    String text(String name) {
        return get(name).text();
    }

    /** The text, or empty. */
    String text() {
        return isText() ? document.text(at) : "";
    }

    /** A member that is a whole number, or {@code otherwise}. */
    int integer(String name, int otherwise) {
        Node value = get(name);
        double number = value.is(JsonToken.VALUE_NUMBER_INT) ? value.number(otherwise) : otherwise;
        return number == (int) number ? (int) number : otherwise;
    }

    /** The number, or {@code otherwise}. As a double: the exact value of 1e999999999 would fill the memory. */
    double number(double otherwise) {
        boolean number = is(JsonToken.VALUE_NUMBER_INT) || is(JsonToken.VALUE_NUMBER_FLOAT);
        return number ? document.number(at) : otherwise;
    }

    boolean isMissing() {
        return at == MISSING;
    }

    boolean isObject() {
        return is(JsonToken.START_OBJECT);
    }

    boolean isArray() {
        return is(JsonToken.START_ARRAY);
    }

    boolean isText() {
        return is(JsonToken.VALUE_STRING);
    }

    /** Whether it is this text, or no text at all where that is asked for with an empty one. */
    boolean isText(String text) {
        return isText() ? document.isText(at, text) : text.isEmpty();
    }

    boolean isTrue() {
        return is(JsonToken.VALUE_TRUE);
    }

    boolean isFalse() {
        return is(JsonToken.VALUE_FALSE);
    }

    private boolean is(JsonToken token) {
        return at != MISSING && document.token(at) == token;
    }

    /** How many members or elements there are. */
    int size() {
        int[] size = {0};
        forEachMember((name, value) -> size[0]++);
        forEach(element -> size[0]++);
        return size[0];
    }

    /** Looks at the members of an object, in order. */
    void forEachMember(BiConsumer<String, Node> member) {
        if (isObject()) {
            for (int field = at + 1; field < document.end(at); field = document.end(field + 1)) {
                member.accept(document.text(field), document.node(field + 1));
            }
        }
    }

    /** The elements of an array; none if this is something else. */
    @Override
    public Iterator<Node> iterator() {
        if (!isArray()) {
            return Collections.emptyIterator();
        }
        int end = document.end(at);
        return new Iterator<>() {
            private int next = at + 1;

            @Override
            public boolean hasNext() {
                return next < end;
            }

            @Override
            public Node next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                Node element = document.node(next);
                next = document.end(next);
                return element;
            }
        };
    }

    /** The value as compact JSON, with numbers as the provider wrote them. */
    String json() {
        StringBuilder json = new StringBuilder();
        write(json);
        return json.toString();
    }

    /** An object as compact JSON without its members of these names. */
    String jsonWithout(Set<String> names) {
        StringBuilder json = new StringBuilder();
        write(json, names);
        return json.toString();
    }

    private void write(StringBuilder json, Set<String> without) {
        json.append('{');
        int before = json.length();
        forEachMember((name, value) -> {
            if (!without.contains(name)) {
                json.append(json.length() == before ? "" : ",");
                quote(name, json).append(':');
                value.write(json);
            }
        });
        json.append('}');
    }

    private void write(StringBuilder json) {
        if (isObject()) {
            write(json, Set.of());
        } else if (isArray()) {
            json.append('[');
            int before = json.length();
            for (Node element : this) {
                json.append(json.length() == before ? "" : ",");
                element.write(json);
            }
            json.append(']');
        } else if (isText()) {
            quote(text(), json);
        } else {
            String word = isMissing() ? "null" : document.token(at).asString();
            json.append(word == null ? number(document.text(at)) : word);
        }
    }

    /** NaN and infinities are read, and are no JSON. */
    private static String number(String text) {
        return Character.isDigit(text.charAt(text.length() - 1)) ? text : "null";
    }

    /** Writes a text as a JSON string. */
    static StringBuilder quote(String text, StringBuilder json) {
        json.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, json);
        return json.append('"');
    }

    @Override
    public String toString() {
        return json();
    }
}
