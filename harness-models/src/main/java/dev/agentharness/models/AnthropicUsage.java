package dev.agentharness.models;

import dev.agentharness.model.Usage;
import java.util.Optional;
import java.util.Set;

/** Usage as Anthropic reports it while an answer goes on. Not thread-safe. */
final class AnthropicUsage {

    /** Work beside the message that is billed and not in its counts ("Compaction", "Advisor tool" in the documentation). */
    private static final Set<String> BESIDE = Set.of("compaction", "advisor_message");

    private long input = Tokens.UNKNOWN;
    private long output = Tokens.UNKNOWN;
    private long cacheRead;
    private long cacheWrite;
    private long cacheWriteHour;
    private long reasoning;
    private Usage beside = Usage.NONE;

    /** Takes the next counts. They are cumulative, and the later ones leave out what has not changed. */
    void count(Node usage) {
        input = Tokens.count(usage, "input_tokens", input);
        output = Tokens.count(usage, "output_tokens", output);
        cacheRead = Tokens.count(usage, "cache_read_input_tokens", cacheRead);
        cacheWrite = Tokens.count(usage, "cache_creation_input_tokens", cacheWrite);
        cacheWriteHour = Tokens.count(usage.get("cache_creation"), "ephemeral_1h_input_tokens", cacheWriteHour);
        reasoning = Tokens.count(usage.get("output_tokens_details"), "thinking_tokens", reasoning);
        Node iterations = usage.get("iterations");
        beside = iterations.isArray() ? beside(iterations) : beside;
    }

    private static Usage beside(Node iterations) {
        Usage all = Usage.NONE;
        for (Node iteration : iterations) {
            if (BESIDE.contains(iteration.text("type"))) {
                AnthropicUsage one = new AnthropicUsage();
                one.count(iteration);
                all = all.plus(one.all().orElse(Usage.NONE));
            }
        }
        return all;
    }

    /** All of it, or empty if the provider has not said. */
    Optional<Usage> all() {
        if (input == Tokens.UNKNOWN || output == Tokens.UNKNOWN) {
            return Optional.empty();
        }
        long whole = input + cacheRead + cacheWrite;
        return Optional.of(Tokens.usage(whole, output, cacheRead, cacheWrite, cacheWriteHour, reasoning)
                .plus(beside));
    }
}
