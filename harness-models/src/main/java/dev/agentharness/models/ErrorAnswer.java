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
        this(ErrorBody.of(0, answer));
    }

    ErrorAnswer(ErrorBody body) {
        super("the provider answered with an error");
        this.body = body;
    }

    /** Throws if there is an error in what should be an answer, or if it is one itself. */
    static void check(Node body) throws ErrorAnswer {
        checkWithin(body);
        if (body.get("object").isText("error") || body.get("type").isText("error")) {
            throw new ErrorAnswer(body);
        }
    }

    /** Throws if there is an error in what stands outside of an answer, alone or in an array. */
    static void checkStray(byte[] json, int length) throws ErrorAnswer {
        Node said;
        try {
            said = new JsonDocument().read(json, length);
        } catch (IOException e) {
            return; // it only looked like JSON
        }
        check(said.isArray() ? said.first() : said);
    }

    /** Throws if there is an error in it. Some servers say with an empty one that there is none. */
    static void checkWithin(Node body) throws ErrorAnswer {
        Node error = body.get("error");
        if (error.isObject() ? error.size() > 0 : error.isText() && !error.isText("")) {
            throw new ErrorAnswer(body);
        }
    }

    /** What the provider says of it. */
    ErrorBody body() {
        return body;
    }
}
