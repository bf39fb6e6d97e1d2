package dev.agentharness.models;

/** The arguments of a call, as they come from a provider that writes them as JSON, and as they go back. */
final class ToolArguments {

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
     * The arguments as a JSON object, untouched if they are one. A model may write anything, but providers refuse a
     * conversation with it; what is no object is wrapped as {@code {"INVALID_JSON": "…"}}, the form that Anthropic's
     * documentation of fine-grained tool streaming gives.
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
            return arguments;
        }
        return Node.quote(arguments, new StringBuilder("{\"INVALID_JSON\":"))
                .append('}')
                .toString();
    }
}
