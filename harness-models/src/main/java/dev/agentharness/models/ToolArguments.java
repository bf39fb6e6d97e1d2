package dev.agentharness.models;

/** The arguments of a call, as they come from a provider that writes them as JSON, and as they go back. */
final class ToolArguments {

    /** The length of an escape with four digits. */
    private static final int ESCAPE = 6;

    private static final String FIRST_HALVES = "89abAB";
    private static final String SECOND_HALVES = "cdefCDEF";

    private ToolArguments() {}

    /**
     * The arguments as they were written, or {@code otherwise} if there are none. What is no object is kept: a tool that
     * ran on nothing in its place would do something that nobody asked for.
     */
    static String given(Node arguments, String otherwise) {
        String all = piece(arguments);
        return all.isBlank() || all.equals("null") ? otherwise : all;
    }

    /** Arguments, or a piece of them, as they were written; empty if there are none. */
    static String piece(Node arguments) {
        if (arguments.isText() || arguments.isMissing()) {
            return arguments.text();
        }
        String other = arguments.json();
        return other.equals("null") ? "" : other;
    }

    /**
     * The arguments as a JSON object, untouched if they are one but for halves of characters. A model may write anything,
     * but providers refuse a conversation with it; what is no object is wrapped as {@code {"INVALID_JSON": "…"}}, the form
     * that Anthropic's documentation of fine-grained tool streaming gives.
     */
    static String object(String arguments) {
        return object(arguments, JsonDocument.strict());
    }

    /**
     * The same.
     *
     * @param reader has read others
     */
    static String object(String arguments, JsonDocument reader) {
        if (arguments.isBlank()) {
            return "{}";
        }
        if (reader.readObject(arguments)) {
            return wellFormed(arguments);
        }
        return Node.quote(arguments, new StringBuilder("{\"INVALID_JSON\":"))
                .append('}')
                .toString();
    }

    /** Half a character may be written as an escape, too, and is as bad; it becomes U+FFFD. */
    private static String wellFormed(String json) {
        int half = half(json, 0);
        if (half < 0) {
            return json;
        }
        StringBuilder mended = new StringBuilder(json.length());
        int done = 0;
        for (; half >= 0; half = half(json, done)) {
            mended.append(json, done, half).append('\uFFFD');
            done = half + ESCAPE;
        }
        return mended.append(json, done, json.length()).toString();
    }

    /** Where the next escape of half a character stands that lacks the other half, or -1. */
    private static int half(String json, int from) {
        int at = json.indexOf('\\', from);
        while (at >= 0) {
            boolean first = isHalf(json, at, FIRST_HALVES);
            boolean pair = first && isHalf(json, at + ESCAPE, SECOND_HALVES);
            if (!pair && (first || isHalf(json, at, SECOND_HALVES))) {
                return at;
            }
            at = json.indexOf('\\', at + (pair ? 2 * ESCAPE : 2));
        }
        return -1;
    }

    /** Whether the escape of half a character stands here; its third digit says which half it is. */
    private static boolean isHalf(String json, int at, String thirdDigits) {
        return (json.startsWith("\\ud", at) || json.startsWith("\\uD", at))
                && thirdDigits.indexOf(json.charAt(at + 3)) >= 0;
    }
}
