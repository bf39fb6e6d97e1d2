package dev.agentharness.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** The provider answered with an error where an answer was expected: status 200, or in the middle of a stream. */
final class ErrorAnswer extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient JsonNode body;

    ErrorAnswer(JsonNode body) {
        super("the provider answered with an error");
        this.body = body;
    }

    /** Throws if there is an error in what should be an answer. */
    static void check(JsonNode body) throws ErrorAnswer {
        JsonNode error = body.path("error");
        if (error.isObject() || error.isTextual()) {
            throw new ErrorAnswer(body);
        }
    }

    /** What has the error in it. */
    JsonNode body() {
        return body;
    }
}
