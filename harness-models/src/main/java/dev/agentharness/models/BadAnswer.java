package dev.agentharness.models;

import java.io.IOException;

/** What arrived is not an answer; the message says what is wrong with it. */
final class BadAnswer extends IOException {
    private static final long serialVersionUID = 1L;

    BadAnswer(String message) {
        super(message);
    }

    BadAnswer(String message, Throwable cause) {
        super(message, cause);
    }
}
