package dev.agentharness.models;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;

/** Writes pieces of requests as compact JSON in UTF-8, one after the other in the same memory. Not thread-safe. */
final class RequestJson {

    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    /** More than one character takes, however it is written. */
    private static final int LONGEST_CHARACTER = 6;

    private byte[] json = new byte[64];
    private int length;

    /** What closes the objects and arrays that are open. */
    private byte[] ends = new byte[16];

    private int depth;

    RequestJson object() {
        comma();
        return open('{', '}');
    }

    RequestJson object(String name) {
        return name(name).open('{', '}');
    }

    RequestJson array() {
        comma();
        return open('[', ']');
    }

    RequestJson array(String name) {
        return name(name).open('[', ']');
    }

    /** Ends the innermost object or array. */
    RequestJson end() {
        return add(ends[--depth]);
    }

    RequestJson field(String name, String value) {
        return name(name).quoted(value);
    }

    RequestJson field(String name, boolean value) {
        return name(name).unquoted(value ? "true" : "false");
    }

    RequestJson field(String name, long value) {
        return name(name).unquoted(Long.toString(value));
    }

    RequestJson nothing(String name) {
        return name(name).unquoted("null");
    }

    RequestJson strings(String name, Collection<String> values) {
        array(name);
        for (String value : values) {
            comma();
            quoted(value);
        }
        return end();
    }

    /** A field whose value is JSON already. */
    RequestJson raw(String name, String value) {
        return name(name).unquoted(value);
    }

    /** An element that is JSON already. */
    RequestJson raw(String value) {
        comma();
        return unquoted(value);
    }

    /** The members of an object that is JSON already, as further fields; they need not be read for that. */
    RequestJson members(String object) {
        String members = object.substring(object.indexOf('{') + 1, object.lastIndexOf('}'));
        return members.isBlank() ? this : raw(members);
    }

    /** How many bytes there are so far. */
    int length() {
        return length;
    }

    /** What was written. What is written next begins anew. */
    byte[] bytes() {
        return within(0);
    }

    /** The same as a text. */
    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    /** The same without the brackets around it: the elements of an array, with commas between them. */
    byte[] elements() {
        return within(1);
    }

    private byte[] within(int margin) {
        byte[] within = Arrays.copyOfRange(json, margin, length - margin);
        length = 0;
        depth = 0;
        return within;
    }

    /** How much memory there is for what is written. */
    int capacity() {
        return json.length;
    }

    private RequestJson open(char opening, char end) {
        if (depth == ends.length) {
            ends = Arrays.copyOf(ends, 2 * depth);
        }
        ends[depth++] = (byte) end;
        return add(opening);
    }

    private RequestJson name(String name) {
        comma();
        return quoted(name).add(':');
    }

    /** Before all but the first member or element. */
    private void comma() {
        if (length > 0 && json[length - 1] != '{' && json[length - 1] != '[') {
            add(',');
        }
    }

    private RequestJson add(int character) {
        makeRoom(1);
        json[length++] = (byte) character;
        return this;
    }

    private RequestJson quoted(String value) {
        return add('"').write(value, true).add('"');
    }

    private RequestJson unquoted(String value) {
        return write(value, false);
    }

    private RequestJson write(String value, boolean escaping) {
        int at = plain(value, 0, escaping);
        while (at < value.length()) {
            char c = value.charAt(at);
            at += c < 0x80 ? escaped(c) : character(value, at);
            at = plain(value, at, escaping);
        }
        return this;
    }

    /** Writes the characters from a place on that are one byte each, as most are, and says where the others begin. */
    private int plain(String value, int from, boolean escaping) {
        makeRoom(value.length() - from);
        byte[] to = json;
        int count = length;
        int at = from;
        while (at < value.length()) {
            char c = value.charAt(at);
            if (c >= 0x80 || (escaping && (c < ' ' || c == '"' || c == '\\'))) {
                break;
            }
            to[count++] = (byte) c;
            at++;
        }
        length = count;
        return at;
    }

    private int escaped(char c) {
        makeRoom(LONGEST_CHARACTER);
        json[length++] = '\\';
        switch (c) {
            case '"', '\\' -> json[length++] = (byte) c;
            case '\b' -> json[length++] = 'b';
            case '\t' -> json[length++] = 't';
            case '\n' -> json[length++] = 'n';
            case '\f' -> json[length++] = 'f';
            case '\r' -> json[length++] = 'r';
            default -> {
                json[length++] = 'u';
                json[length++] = '0';
                json[length++] = '0';
                json[length++] = HEX[c >> 4];
                json[length++] = HEX[c & 0xF];
            }
        }
        return 1;
    }

    /**
     * Writes the character at a place and says how long it is there. Text cut in the middle of a character has no UTF-8
     * form; the half that is left becomes U+FFFD.
     */
    private int character(String value, int at) {
        makeRoom(LONGEST_CHARACTER);
        int point = value.codePointAt(at);
        if (point < 0x800) {
            json[length++] = (byte) (0xC0 + (point >> 6));
        } else if (point <= Character.MAX_VALUE) {
            point = Character.isSurrogate((char) point) ? 0xFFFD : point;
            json[length++] = (byte) (0xE0 + (point >> 12));
            sixBits(point >> 6);
        } else {
            json[length++] = (byte) (0xF0 + (point >> 18));
            sixBits(point >> 12);
            sixBits(point >> 6);
        }
        sixBits(point);
        return Character.charCount(point);
    }

    private void sixBits(int bits) {
        json[length++] = (byte) (0x80 + (bits & 0x3F));
    }

    private void makeRoom(int more) {
        if (more > json.length - length) {
            json = Arrays.copyOf(json, Math.max(2 * json.length, length + more));
        }
    }
}
