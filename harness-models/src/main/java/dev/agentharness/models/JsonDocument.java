package dev.agentharness.models;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A JSON text taken apart into tokens in flat arrays, to be looked at through {@link Node}s. Reading another text reuses
 * the arrays and ends the life of the nodes of the one before: a stream makes no garbage but the texts it is asked for.
 * Not thread-safe.
 */
final class JsonDocument {

    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonToken[] tokens = {};
    /** Where the characters of a token begin; they end where the next one's do. */
    private int[] starts = {};
    /** For the token that opens an object or array, the token after its end. */
    private int[] ends = {};

    private char[] characters = {};
    private int count;
    private int length;

    /**
     * Reads a text in UTF-8, which must be one value and nothing else.
     *
     * @throws com.fasterxml.jackson.core.JsonProcessingException if it is not
     */
    Node read(byte[] json, int size) throws IOException {
        count = 0;
        length = 0;
        expect(size);
        try (JsonParser parser = FACTORY.createParser(json, 0, size)) {
            JsonToken token = parser.nextToken();
            if (token == null) {
                throw new BadAnswer("there is nothing in it");
            }
            value(parser, token);
            if (parser.nextToken() != null) {
                throw new BadAnswer("there is more than one value in it");
            }
        }
        add(JsonToken.NOT_AVAILABLE);
        return new Node(this, 0);
    }

    static Node parse(String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return new JsonDocument().read(bytes, bytes.length);
    }

    /** Whether the text is exactly one JSON object. */
    static boolean isObject(String json) {
        return begins(json) == JsonToken.START_OBJECT;
    }

    /** Whether the text is exactly one JSON value of any kind. */
    static boolean isValue(String json) {
        return begins(json) != JsonToken.NOT_AVAILABLE;
    }

    private static JsonToken begins(String json) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            JsonToken first = parser.nextToken();
            parser.skipChildren();
            return first == null || parser.nextToken() != null ? JsonToken.NOT_AVAILABLE : first;
        } catch (IOException e) {
            return JsonToken.NOT_AVAILABLE;
        }
    }

    private void value(JsonParser parser, JsonToken first) throws IOException {
        int start = add(first);
        switch (first) {
            case START_OBJECT -> {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    add(JsonToken.FIELD_NAME);
                    characters(parser);
                    value(parser, parser.nextToken());
                }
            }
            case START_ARRAY -> {
                for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
                    value(parser, t);
                }
            }
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> characters(parser);
            default -> {} // true, false and null say it all
        }
        ends[start] = count;
    }

    /** Makes room for what so many bytes mostly come to. */
    private void expect(int size) {
        if (characters.length < size) {
            characters = new char[size];
        }
        if (tokens.length < size / 8) {
            grow(size / 8);
        }
    }

    private void grow(int size) {
        tokens = Arrays.copyOf(tokens, size);
        starts = Arrays.copyOf(starts, size);
        ends = Arrays.copyOf(ends, size);
    }

    private int add(JsonToken token) {
        if (count == tokens.length) {
            grow(Math.max(16, 2 * count));
        }
        tokens[count] = token;
        starts[count] = length;
        return count++;
    }

    private void characters(JsonParser parser) throws IOException {
        int more = parser.getTextLength();
        if (length + more > characters.length) {
            characters = Arrays.copyOf(characters, Math.max(2 * characters.length, length + more));
        }
        System.arraycopy(parser.getTextCharacters(), parser.getTextOffset(), characters, length, more);
        length += more;
    }

    JsonToken token(int at) {
        return tokens[at];
    }

    /** The token after the value that begins here. */
    int end(int at) {
        return ends[at];
    }

    String text(int at) {
        return new String(characters, starts[at], starts[at + 1] - starts[at]);
    }

    boolean isText(int at, String text) {
        int size = starts[at + 1] - starts[at];
        if (size != text.length()) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (characters[starts[at] + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
