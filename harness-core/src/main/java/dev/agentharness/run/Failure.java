package dev.agentharness.run;

import java.util.Objects;

/**
 * A fault that no recovery mended.
 *
 * @param kind a stable word for programs: {@code model.} and the kind of the model's failure in lower case, or
 *     {@code output.truncated}, {@code check.failed}, {@code check.unsatisfied}, {@code harness.fault}
 * @param message what happened, in words for people
 */
public record Failure(String kind, String message) {

    public Failure {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(message, "message");
    }
}
