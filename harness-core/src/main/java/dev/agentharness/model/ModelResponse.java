package dev.agentharness.model;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a model answered to one request.
 *
 * @param message the answer; may be empty, never partial
 * @param finishReason why it ended there
 * @param usage what it took, or empty if the provider did not say; unknown is not zero
 * @param details what else the provider said, in its own words: {@code id}, {@code model}, {@code finish},
 *     {@code request-id} and, of a refusal or another odd end, {@code explanation}, as far as it said them
 */
public record ModelResponse(
        Message message, FinishReason finishReason, Optional<Usage> usage, Map<String, String> details) {

    public ModelResponse {
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(finishReason, "finishReason");
        Objects.requireNonNull(usage, "usage");
        details = Map.copyOf(details);
        if (message.role() != Role.ASSISTANT) {
            throw new IllegalArgumentException("a model answers as ASSISTANT, not as " + message.role());
        }
    }

    /** A response with nothing but the essentials. */
    public static ModelResponse of(Message message, FinishReason finishReason, Usage usage) {
        return new ModelResponse(message, finishReason, Optional.of(usage), Map.of());
    }
}
