package dev.agentharness.models;

import java.io.IOException;

/** The provider answered with an error where an answer was expected: status 200, or in the middle of a stream. */
final class ErrorAnswer extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient ErrorBody body;

    /**
     * @param answer what has the error in it
     */
    ErrorAnswer(Node answer) {
        super("the provider answered with an error");
        this.body = ErrorBody.of(0, answer);
    }

    /** Throws if there is an error in what should be an answer. */
    static void check(Node body) throws ErrorAnswer {
        Node error = body.get("error");
        if (error.isObject() || error.isText()) {
            throw new ErrorAnswer(body);
        }
    }

    /** What the provider says of it. */
    ErrorBody body() {
        return body;
    }
}
