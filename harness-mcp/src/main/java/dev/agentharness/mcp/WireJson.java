package dev.agentharness.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * JSON as this module reads and writes it: no duplicate keys, no digit of a number lost, and keys in order, so that equal
 * values have equal texts.
 */
final class WireJson {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private WireJson() {}

    /** The same for the SDK. */
    static McpJsonMapper forSdk() {
        return new JacksonMcpJsonMapper(MAPPER);
    }

    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON can be made of it: " + e.getOriginalMessage(), e);
        }
    }

    static Map<String, Object> object(String json) {
        try {
            Map<String, Object> object = MAPPER.readValue(json, OBJECT);
            if (object == null) {
                throw new IllegalArgumentException("not a JSON object: null");
            }
            return object;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a JSON object: " + e.getOriginalMessage(), e);
        }
    }

    /** Whether a text says all that a value does: it is the same JSON, or all the value's texts and numbers are in it. */
    static boolean isSaidIn(String text, Object value) {
        try {
            return MAPPER.readTree(text).equals(MAPPER.readTree(write(value)));
        } catch (JsonProcessingException e) {
            return leaves(value).allMatch(text::contains); // it is no JSON
        }
    }

    private static Stream<String> leaves(@Nullable Object value) {
        if (value instanceof Map<?, ?> object) {
            return object.values().stream().flatMap(WireJson::leaves);
        }
        if (value instanceof List<?> array) {
            return array.stream().flatMap(WireJson::leaves);
        }
        return Stream.of(String.valueOf(value));
    }
}
