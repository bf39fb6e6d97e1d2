package dev.agentharness.models;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A JSON text taken apart into tokens in flat arrays, to be looked at through {@link Node}s. Reading another text reuses
 * the arrays and ends the life of the nodes of the one before: a stream makes no garbage but the texts it is asked for.
 * Not thread-safe, but many threads may look at a text that stays: what they remember of it, each could find out again.
 */
final class JsonDocument {

    /** Servers in Python write NaN and Infinity, in probabilities for instance. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private static final JsonFactory STRICT = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES) // nobody asks for them by name
            .build();

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /** So many are exact in a double. */
    private static final int MOST_DIGITS = 15;

    /** Nodes further on are of long texts, such as whole catalogues of models, and not kept. */
    private static final int MOST_NODES = 512;

    /** Stands for whatever is looked for and not there: most of what a reader asks an event for. */
    private final Node missing = new Node(this, Node.MISSING);

    private final JsonFactory factory;
    private final Words words = new Words();

    private JsonToken[] tokens = {};
    /** Where the characters of a token begin; they end where the next one's do. */
    private int[] starts = {};
    /** For the token that opens an object or array, the token after its end. */
    private int[] ends = {};

    private char[] characters = {};
    /** The nodes that were asked for: one is the same in every text. */
    private @Nullable Node[] nodes = {};
    /** Where a text can be put that is to be read. */
    private byte[] bytes = {};

    private int count;
    private int length;
    /** A parser between two texts. */
    private @Nullable JsonParser waiting;

    JsonDocument() {
        this(FACTORY);
    }

    private JsonDocument(JsonFactory factory) {
        this.factory = factory;
    }

    /** For what goes on to tools and providers. */
    static JsonDocument strict() {
        return new JsonDocument(STRICT);
    }

    /** Memory for a text of so many bytes, to be filled and read. */
    byte[] room(int size) {
        if (bytes.length < size) {
            bytes = new byte[size];
        }
        return bytes;
    }

    /**
     * Reads a text in UTF-8, which must be one value and nothing else.
     *
     * @throws com.fasterxml.jackson.core.JsonProcessingException if it is not
     */
    Node read(byte[] json, int size) throws IOException {
        count = 0;
        length = 0;
        expect(size);
        JsonParser parser = begin(json, size);
        JsonToken token = next(parser);
        if (token == null) {
            throw new BadAnswer("there is nothing in it");
        }
        value(parser, token);
        end(parser, json, size);
        add(JsonToken.NOT_AVAILABLE);
        return node(0);
    }

    /** A parser goes on with the next text if the one before left nothing over: to make one is more work than most events. */
    private JsonParser begin(byte[] json, int size) throws IOException {
        JsonParser parser = waiting == null ? factory.createNonBlockingByteArrayParser() : waiting;
        waiting = null;
        feeder(parser).feedInput(json, 0, size);
        return parser;
    }

    private static ByteArrayFeeder feeder(JsonParser parser) {
        return (ByteArrayFeeder) parser.getNonBlockingInputFeeder();
    }

    /** The next token; at the end of the text whatever may stand at an end, such as a number, else null. */
    private static @Nullable JsonToken next(JsonParser parser) throws IOException {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.NOT_AVAILABLE) {
            feeder(parser).endOfInput();
            token = parser.nextToken();
        }
        return token;
    }

    private void end(JsonParser parser, byte[] json, int size) throws IOException {
        int left = parser.releaseBuffered(OutputStream.nullOutputStream());
        for (int i = size - left; i < size; i++) {
            if (!Character.isWhitespace(json[i])) {
                throw new BadAnswer("there is more than one value in it");
            }
        }
        if (parser.nextToken() == JsonToken.NOT_AVAILABLE) {
            waiting = parser;
        }
    }

    static Node parse(String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return new JsonDocument().read(bytes, bytes.length);
    }

    /** A text that is known to be JSON. */
    static Node of(String json) {
        try {
            return parse(json);
        } catch (IOException e) {
            throw new UncheckedIOException("no JSON: " + json, e);
        }
    }

    /** Whether the text is exactly one JSON object. */
    static boolean isObject(String json) {
        return strict().readObject(json);
    }

    /** Whether the text is exactly one JSON value of any kind. */
    static boolean isValue(String json) {
        return strict().readValue(json);
    }

    /** Reads the text, and says whether it is exactly one JSON object. */
    boolean readObject(String json) {
        return readValue(json) && token(0) == JsonToken.START_OBJECT;
    }

    private boolean readValue(String json) {
        if (json.startsWith(BYTE_ORDER_MARK)) {
            return false; // a parser skips it, but it is no JSON
        }
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        try {
            read(bytes, bytes.length);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void value(JsonParser parser, @Nullable JsonToken first) throws IOException {
        if (first == null) {
            throw new JsonEOFException(parser, null, "it ends in the middle");
        }
        int start = add(first);
        switch (first) {
            case START_OBJECT -> {
                while (next(parser) == JsonToken.FIELD_NAME) {
                    add(JsonToken.FIELD_NAME);
                    name(parser);
                    value(parser, next(parser));
                }
            }
            case START_ARRAY -> {
                for (JsonToken t = next(parser); t != JsonToken.END_ARRAY; t = next(parser)) {
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
        makeRoom(more);
        System.arraycopy(parser.getTextCharacters(), parser.getTextOffset(), characters, length, more);
        length += more;
    }

    /** Names come as the texts that the parser knows already. */
    private void name(JsonParser parser) throws IOException {
        String name = parser.currentName();
        makeRoom(name.length());
        name.getChars(0, name.length(), characters, length);
        length += name.length();
    }

    private void makeRoom(int more) {
        if (length + more > characters.length) {
            characters = Arrays.copyOf(characters, Math.max(2 * characters.length, length + more));
        }
    }

    Node missing() {
        return missing;
    }

    /** The value that begins at a token. */
    Node node(int at) {
        if (at >= MOST_NODES) {
            return new Node(this, at);
        }
        @Nullable Node[] known = nodes;
        if (at >= known.length) {
            known = Arrays.copyOf(known, Math.min(tokens.length, MOST_NODES));
            nodes = known;
        }
        Node node = known[at];
        if (node == null) {
            node = new Node(this, at);
            known[at] = node;
        }
        return node;
    }

    JsonToken token(int at) {
        return tokens[at];
    }

    /** The token after the value that begins here. */
    int end(int at) {
        return ends[at];
    }

    String text(int at) {
        int size = size(at);
        return size <= Words.LONGEST
                ? words.of(characters, starts[at], size)
                : new String(characters, starts[at], size);
    }

    private int size(int at) {
        return starts[at + 1] - starts[at];
    }

    /** A number; counts, which are most, without making a text of them. */
    double number(int at) {
        int size = size(at);
        long digits = 0;
        for (int i = 0; i < size; i++) {
            int digit = characters[starts[at] + i] - '0';
            if (digit < 0 || digit > 9 || size > MOST_DIGITS) {
                return Double.parseDouble(text(at));
            }
            digits = 10 * digits + digit;
        }
        return digits;
    }

    boolean isText(int at, String text) {
        return Words.isSame(characters, starts[at], size(at), text);
    }
}
