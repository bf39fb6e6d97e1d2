package dev.agentharness.models;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;

/** Writes pieces of requests as compact JSON in UTF-8, one after the other with the same generator. Not thread-safe. */
final class RequestJson {

    private static final JsonFactory FACTORY =
            new JsonFactoryBuilder().rootValueSeparator("").build();

    private final Bytes bytes = new Bytes();
    private final JsonGenerator json;
    private final JsonDocument reader = JsonDocument.strict();

    RequestJson() {
        try {
            json = FACTORY.createGenerator(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RequestJson object() {
        return write(json::writeStartObject);
    }

    RequestJson object(String name) {
        return write(() -> json.writeObjectFieldStart(name));
    }

    RequestJson array() {
        return write(json::writeStartArray);
    }

    RequestJson array(String name) {
        return write(() -> json.writeArrayFieldStart(name));
    }

    /** Ends the innermost object or array. */
    RequestJson end() {
        return write(() -> {
            if (json.getOutputContext().inObject()) {
                json.writeEndObject();
            } else {
                json.writeEndArray();
            }
        });
    }

    /** Most of what is written, so there is no lambda for it. */
    RequestJson field(String name, String value) {
        try {
            json.writeStringField(name, wellFormed(value));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RequestJson field(String name, boolean value) {
        return write(() -> json.writeBooleanField(name, value));
    }

    RequestJson field(String name, long value) {
        return write(() -> json.writeNumberField(name, value));
    }

    RequestJson nothing(String name) {
        return write(() -> json.writeNullField(name));
    }

    RequestJson strings(String name, Collection<String> values) {
        return write(() -> {
            json.writeArrayFieldStart(name);
            for (String value : values) {
                json.writeString(wellFormed(value));
            }
            json.writeEndArray();
        });
    }

    /** A field whose value is JSON already. */
    RequestJson raw(String name, String value) {
        return write(() -> {
            json.writeFieldName(name);
            json.writeRawValue(wellFormed(value));
        });
    }

    /** An element that is JSON already. */
    RequestJson raw(String value) {
        return write(() -> json.writeRawValue(wellFormed(value)));
    }

    /** The members of an object that is JSON already, behind the fields that were written; they need not be read for that. */
    RequestJson members(String object) {
        String members = object.substring(object.indexOf('{') + 1, object.lastIndexOf('}'));
        return members.isBlank()
                ? this
                : write(() -> {
                    json.writeRaw(',');
                    json.writeRaw(wellFormed(members));
                });
    }

    /** Reads texts that may be JSON already, one after the other. */
    JsonDocument reader() {
        return reader;
    }

    /** How many bytes there are so far. */
    int length() {
        write(json::flush);
        return bytes.size();
    }

    /** What was written. What is written next begins anew. */
    byte[] bytes() {
        write(json::flush);
        return bytes.take(0);
    }

    /** The same as a text. */
    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    /** The same without the brackets around it: the elements of an array, with commas between them. */
    byte[] elements() {
        write(json::flush);
        return bytes.take(1);
    }

    /** How much memory there is for what is written. */
    int capacity() {
        return bytes.capacity();
    }

    /** Text cut in the middle of a character has no UTF-8 form; the half that is left becomes U+FFFD. */
    private static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                int codePoint = text.codePointAt(i);
                if (codePoint <= Character.MAX_VALUE) {
                    return text.codePoints()
                            .map(c -> c <= Character.MAX_VALUE && Character.isSurrogate((char) c) ? 0xFFFD : c)
                            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                            .toString();
                }
                i++;
            }
        }
        return text;
    }

    private static final class Bytes extends ByteArrayOutputStream {

        /** All but so many at the beginning and at the end; from here on there are none. */
        byte[] take(int margin) {
            byte[] taken = Arrays.copyOfRange(buf, margin, count - margin);
            reset();
            return taken;
        }

        int capacity() {
            return buf.length;
        }
    }

    private interface Writing {
        void write() throws IOException;
    }

    private RequestJson write(Writing writing) {
        try {
            writing.write();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
