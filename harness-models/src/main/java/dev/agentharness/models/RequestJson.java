package dev.agentharness.models;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.Buffer;
import okio.BufferedSink;

/** A request's JSON, written compactly and straight to bytes. Not thread-safe. */
final class RequestJson {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final MediaType JSON = MediaType.get("application/json");

    private final Buffer bytes = new Buffer();
    private final JsonGenerator json;

    RequestJson() {
        try {
            json = FACTORY.createGenerator(bytes.outputStream());
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

    RequestJson field(String name, String value) {
        return write(() -> json.writeStringField(name, wellFormed(value)));
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

    /** The finished JSON as the body of one request. It can be sent once; its memory is free as soon as it is. */
    RequestBody body() {
        write(json::close);
        long length = bytes.size();
        return new RequestBody() {
            @Override
            public MediaType contentType() {
                return JSON;
            }

            @Override
            public long contentLength() {
                return length;
            }

            /** Keeps OkHttp from sending the request again by itself, as it does on {@code 503, Retry-After: 0}. */
            @Override
            public boolean isOneShot() {
                return true;
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                sink.write(bytes, length);
            }
        };
    }

    /** Text cut in the middle of a character has no UTF-8 form; the half that is left becomes U+FFFD. */
    static String wellFormed(String text) {
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
