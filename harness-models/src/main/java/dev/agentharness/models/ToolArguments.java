package dev.agentharness.models;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

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
        if (Trees.isObject(arguments)) {
            return arguments;
        }
        return JsonNodeFactory.instance
                .objectNode()
                .put("INVALID_JSON", arguments)
                .toString();
    }
}
