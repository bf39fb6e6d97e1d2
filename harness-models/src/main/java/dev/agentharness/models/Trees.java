package dev.agentharness.models;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** JSON of providers, read without trust: whatever is missing or of another type counts as not there. */
final class Trees {

    // Numbers keep their digits: what a tool is called with must be what the model wrote.
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Trees() {}

    /** Reads one value, which must be all there is. */
    static JsonNode parse(byte[] json, int length) throws IOException {
        return MAPPER.readTree(json, 0, length);
    }

    /** A text, or empty. */
    static String text(JsonNode parent, String name) {
        JsonNode value = parent.path(name);
        return value.isTextual() ? value.textValue() : "";
    }

    /** A place in a list, or {@code otherwise}. */
    static int index(JsonNode parent, int otherwise) {
        JsonNode value = parent.path("index");
        return value.isInt() ? value.intValue() : otherwise;
    }

    /** Whether the text is exactly one JSON object. */
    static boolean isObject(String json) {
        try (JsonParser parser = MAPPER.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether the text is exactly one JSON value of any kind. */
    static boolean isValue(String json) {
        try {
            return !MAPPER.readTree(json).isMissingNode();
        } catch (IOException e) {
            return false;
        }
    }
}
