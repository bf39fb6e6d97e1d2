package dev.agentharness.models;

import dev.agentharness.model.Usage;
import java.util.Optional;

/** Usage as servers of the Responses API report it. */
final class ResponsesUsage {

    private ResponsesUsage() {}

    static Optional<Usage> read(Node usage) {
        long input = Tokens.count(usage, "input_tokens", Tokens.UNKNOWN);
        long output = Tokens.count(usage, "output_tokens", Tokens.UNKNOWN);
        if (input == Tokens.UNKNOWN || output == Tokens.UNKNOWN) {
            return Optional.empty();
        }
        Node details = usage.get("input_tokens_details");
        return Optional.of(Tokens.usage(
                input,
                output,
                Tokens.count(details, "cached_tokens", 0),
                Tokens.count(details, "cache_write_tokens", 0),
                0,
                Tokens.count(usage.get("output_tokens_details"), "reasoning_tokens", 0)));
    }
}
