package dev.agentharness.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.function.Consumer;
import okio.BufferedSource;

/** A streamed answer as people read it by hand: line by line, each delta a tree. Reads one stream. */
final class RawStream {

    private static final String DATA = "data: ";

    private final StringBuilder text = new StringBuilder();
    private final StringBuilder arguments = new StringBuilder();
    private final ObjectMapper mapper;
    private final Consumer<String> deltas;
    private String id = "";
    private String name = "";

    RawStream(ObjectMapper mapper, Consumer<String> deltas) {
        this.mapper = mapper;
        this.deltas = deltas;
    }

    /** Reads to the end, so that the connection can be used again. */
    JsonNode read(BufferedSource source) throws IOException {
        for (String line = source.readUtf8Line(); line != null; line = source.readUtf8Line()) {
            if (line.startsWith(DATA) && !line.endsWith("[DONE]")) {
                delta(mapper.readTree(line.substring(DATA.length()))
                        .path("choices")
                        .path(0)
                        .path("delta"));
            }
        }
        return message();
    }

    private void delta(JsonNode delta) {
        JsonNode content = delta.path("content");
        if (content.isTextual()) {
            text.append(content.asText());
            deltas.accept(content.asText());
        }
        for (JsonNode call : delta.path("tool_calls")) {
            id += call.path("id").asText();
            name += call.path("function").path("name").asText();
            arguments.append(call.path("function").path("arguments").asText());
        }
    }

    private ObjectNode message() {
        ObjectNode message = mapper.createObjectNode().put("role", "assistant").put("content", text.toString());
        if (!name.isEmpty()) {
            ObjectNode call =
                    message.putArray("tool_calls").addObject().put("id", id).put("type", "function");
            call.putObject("function").put("name", name).put("arguments", arguments.toString());
        }
        return message;
    }
}
