package dev.agentharness.models;

import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelSpec;
import okhttp3.Headers;
import okhttp3.HttpUrl;

/**
 * Claude, over Anthropic's Messages API, version 2023-06-01 (platform.claude.com, "API reference", "Messages").
 *
 * <p>Models made here are thread-safe and meant to be shared. Nothing has to be closed: all of them use one pool of
 * connections, whose threads do not keep the JVM alive.
 */
public final class Anthropic {

    /** Anthropic puts a system prompt of its own before tools: 346 tokens as documented ("Tool use", "Pricing"), and room. */
    private static final int TOOL_PROMPT = 600;

    private Anthropic() {}

    /** A model of which at least the name has to be said. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * A model from {@code ANTHROPIC_API_KEY}, {@code ANTHROPIC_MODEL} and, if set, {@code ANTHROPIC_BASE_URL}.
     *
     * @throws IllegalStateException naming the variable that is missing
     */
    public static ModelClient fromEnvironment() {
        return builder().environment(System.getenv()).build();
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder extends HttpModelBuilder<Builder> {

        private Builder() {
            super("anthropic", "ANTHROPIC", TOOL_PROMPT);
        }

        @Override
        Builder self() {
            return this;
        }

        @Override
        Dialect dialect(ModelSpec model, HttpUrl address) {
            return new AnthropicDialect(model);
        }

        @Override
        boolean compacts(String model, HttpUrl address) {
            return address.host().equals("api.anthropic.com") && AnthropicDialect.compacts(model);
        }

        @Override
        ModelClient compacting(HttpModel answering) {
            HttpModel goingOn = answering.with(answering.endpoint().adding("anthropic-beta", AnthropicCompaction.BETA));
            AnthropicDialect messages = new AnthropicDialect(answering.spec());
            HttpModel compacting = goingOn.with(new AnthropicCompaction(messages));
            return new CompactingModel(answering, goingOn, compacting, true);
        }

        @Override
        HttpUrl address(String base) {
            return Endpoint.address(base.isEmpty() ? "https://api.anthropic.com" : base, "messages", true);
        }

        @Override
        void headers(String key, Headers.Builder into) {
            into.set("anthropic-version", "2023-06-01");
            if (!key.isEmpty()) {
                into.set("x-api-key", key);
            }
        }
    }
}
