package dev.agentharness.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelRequest;
import java.io.IOException;
import java.util.List;
import okhttp3.RequestBody;
import okio.Buffer;

/** Requests for tests, and what becomes of them. */
final class Requests {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Requests() {}

    static ModelRequest saying(String text) {
        return with(Message.user(text));
    }

    static ModelRequest with(Message... messages) {
        return ModelRequest.builder().messages(List.of(messages)).build();
    }

    static String text(Encoder encoder, ModelRequest request) throws IOException {
        return text(encoder.encode(request, true));
    }

    static String text(RequestBody body) throws IOException {
        Buffer sent = new Buffer();
        body.writeTo(sent);
        return sent.readUtf8();
    }

    static JsonNode encoded(Encoder encoder, ModelRequest request) throws IOException {
        return JSON.readTree(text(encoder, request));
    }

    /** JSON with single quotes, for tests to be read. */
    static JsonNode json(String singleQuoted) throws IOException {
        return JSON.readTree(singleQuoted.replace('\'', '"'));
    }
}
