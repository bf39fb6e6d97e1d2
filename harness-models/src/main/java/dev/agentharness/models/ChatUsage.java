package dev.agentharness.models;

import dev.agentharness.model.Usage;
import java.util.Optional;

/** Usage as Chat Completions servers report it, each in its own words. */
final class ChatUsage {

    private static final String[] READ = {"cached_tokens", "prompt_cache_hit_tokens", "num_cached_tokens"};
    private static final String[] WRITTEN = {
        "cache_write_tokens", "cache_creation_tokens", "cache_creation_input_tokens"
    };

    private ChatUsage() {}

    static Optional<Usage> read(Node usage) {
        long input = Tokens.count(usage, "prompt_tokens", Tokens.UNKNOWN);
        long total = Tokens.count(usage, "total_tokens", Tokens.UNKNOWN);
        long said = Tokens.count(usage, "completion_tokens", Tokens.UNKNOWN);
        // xAI and Gemini count reasoning in the total only, but it is output and is billed as such.
        long output = Math.max(said, total - input);
        if (input == Tokens.UNKNOWN || output < 0) {
            return Optional.empty();
        }
        Node prompt = usage.get("prompt_tokens_details");
        long cacheRead = most(READ, usage, prompt);
        long cacheWrite = most(WRITTEN, usage, prompt);
        long reasoning = Math.max(
                Tokens.count(usage.get("completion_tokens_details"), "reasoning_tokens", 0),
                Tokens.count(usage, "reasoning_tokens", 0));
        return Optional.of(Tokens.usage(input, output, cacheRead, cacheWrite, 0, reasoning));
    }

    /** A count that goes by several names, and may be said by more than one of them. */
    private static long most(String[] names, Node usage, Node prompt) {
        long most = 0;
        for (String name : names) {
            most = Math.max(most, Math.max(Tokens.count(usage, name, 0), Tokens.count(prompt, name, 0)));
        }
        return most;
    }
}
