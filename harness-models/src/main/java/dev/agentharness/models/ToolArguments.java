package dev.agentharness.models;

/** The arguments of a call, as they go back to a provider. */
final class ToolArguments {

    private ToolArguments() {}

    /**
     * The arguments as a JSON object, untouched if they are one. A model may write anything, but providers refuse a
     * conversation with it; what is no object is wrapped as {@code {"INVALID_JSON": "…"}}, the form that Anthropic's
     * documentation of fine-grained tool streaming gives.
     */
    static String object(String arguments) {
        if (arguments.isBlank()) {
            return "{}";
        }
        if (JsonDocument.isObject(arguments)) {
            return arguments;
        }
        return Node.quote(arguments, new StringBuilder("{\"INVALID_JSON\":"))
                .append('}')
                .toString();
    }
}
