package dev.agentharness.models;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/**
 * Where Anthropic runs code ("Reuse containers" in its documentation). Code that waits there for the result of a call goes on
 * in it, and so do files that it wrote.
 */
final class AnthropicContainer {

    /** Containers can be had again for so long after they were made, which is no later than they were last used. */
    private static final Duration KEPT = Duration.ofDays(30);

    private AnthropicContainer() {}

    /**
     * How a container is named in a request, as JSON; empty if it cannot be had any more.
     *
     * @param told what the provider said of it
     */
    static String named(String told, Instant now) {
        Node container = JsonDocument.of(told);
        if (isGone(container.text("expires_at"), now)) {
            return "";
        }
        String id = container.get("id").json();
        // Skills are named by an option, which finds the id beside them.
        return container.get("skills").size() == 0 ? id : "{\"id\":" + id + "}";
    }

    private static boolean isGone(String expiresAt, Instant now) {
        try {
            return Instant.parse(expiresAt).plus(KEPT).isBefore(now);
        } catch (DateTimeException e) {
            return false;
        }
    }
}
