package dev.agentharness.models;

import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ToolSpec;
import java.util.function.Predicate;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Claude, over Anthropic's Messages API, version 2023-06-01 (platform.claude.com, "API reference", "Messages").
 *
 * <p>Models made here are thread-safe and meant to be shared. Nothing has to be closed: all of them use one pool of
 * connections, whose threads do not keep the JVM alive.
 */
public final class Anthropic {

    /** Anthropic puts a system prompt of its own before tools: 346 tokens as documented ("Tool use", "Pricing"), and room. */
    private static final int TOOL_PROMPT = 600;

    private static final String BETAS = "anthropic-beta";

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

        private ToolWords words = ToolWords.NONE;
        private @Nullable Boolean adaptiveThinking;
        private @Nullable Boolean dropStaleThinking;

        private Builder() {
            super("anthropic", "api.anthropic.com", "ANTHROPIC", TOOL_PROMPT);
        }

        /**
         * Which tools the provider is to hold the model's arguments to the schema of; none unless told. Where a schema does
         * not forbid further members, which the provider demands, the tool stays as it is.
         */
        public Builder strictTools(Predicate<ToolSpec> which) {
            this.words = words.strict(which);
            return this;
        }

        /**
         * Which tools the model is not shown until it has searched for them; none unless told. The tool to search with is
         * the provider's, such as {@code option("tools", "[{\"type\":\"tool_search_tool_bm25_20251119\",…}]")}.
         */
        public Builder deferredTools(Predicate<ToolSpec> which) {
            this.words = words.deferred(which);
            return this;
        }

        /**
         * Whether the model decides itself how much to think, and effort guides it, rather than being given a number of
         * tokens to think with; unless told it is for all from 4.6 on, as far as the name tells.
         */
        public Builder adaptiveThinking(boolean on) {
            this.adaptiveThinking = on;
            return this;
        }

        /**
         * Whether the provider is asked to leave out thinking before which something has changed since, as compaction,
         * volatile sections and withdrawn tools do it, where it would refuse the request. Unless told it is, from the first
         * such refusal on: accounts that the provider lets off so lose nothing. {@code true} asks in every request, and
         * {@code false} never, so that each refusal is a failure that names what has changed.
         */
        public Builder dropStaleThinking(boolean on) {
            this.dropStaleThinking = on;
            return this;
        }

        @Override
        Builder self() {
            return this;
        }

        @Override
        AnthropicDialect dialect(ModelSpec model, HttpUrl address) {
            boolean usual = AnthropicDialect.isAdaptive(model.name());
            return new AnthropicDialect(model, adaptiveThinking == null ? usual : adaptiveThinking, words);
        }

        @Override
        boolean compacts(String model, HttpUrl address) {
            return address.host().equals("api.anthropic.com") && AnthropicDialect.compacts(model);
        }

        @Override
        ModelClient answering(HttpModel http) {
            AnthropicDialect messages = dialect(http.spec(), http.endpoint().url());
            HttpModel dropping =
                    http.with(http.endpoint().adding(BETAS, BoundThinking.BETA)).with(messages.dropping());
            if (dropStaleThinking != null) {
                return dropStaleThinking ? dropping : http;
            }
            return new BoundThinking(http, dropping, http.with(messages.withoutThinking()));
        }

        @Override
        ModelClient compacting(HttpModel http) {
            ModelClient compacted =
                    answering(http.with(http.endpoint().adding(BETAS, AnthropicDialect.COMPACTION_BETA)));
            return new CompactingModel(answering(http), compacted, compacted, true);
        }

        @Override
        HttpUrl address(String base) {
            return Endpoint.address(
                    base.isEmpty() ? "https://api.anthropic.com" : base,
                    "messages",
                    given -> Endpoint.path(given).endsWith("/v1") ? "" : "/v1");
        }

        @Override
        void headers(String key, HttpUrl address, Headers.Builder into) {
            into.set("anthropic-version", "2023-06-01");
            if (!key.isEmpty()) {
                into.set("x-api-key", key);
            }
        }
    }
}
