package dev.agentharness.models;

import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelSpec;
import java.util.Objects;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Any model that speaks OpenAI's Chat Completions API (platform.openai.com, "API reference", "Chat Completions"):
 * OpenAI's own, and with {@link HttpModelBuilder#baseUrl} those of the many servers that copy it.
 *
 * <p>Models made here are thread-safe and meant to be shared. Nothing has to be closed: all of them use one pool of
 * connections, whose threads do not keep the JVM alive.
 */
public final class OpenAiChat {

    private OpenAiChat() {}

    /** A model of which at least the name has to be said. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * A model from {@code OPENAI_API_KEY}, {@code OPENAI_MODEL} and, if set, {@code OPENAI_BASE_URL}.
     *
     * @throws IllegalStateException naming the variable that is missing
     */
    public static ModelClient fromEnvironment() {
        return builder().environment(System.getenv()).build();
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder extends HttpModelBuilder<Builder> {

        private String outputCapField = "";
        private boolean usageInStream = true;
        private boolean returnReasoning;
        private @Nullable Boolean sendCacheKey;

        private Builder() {
            super("openai", "OPENAI", 64);
        }

        /**
         * The field that caps the output. Unless told it is {@code max_completion_tokens} at OpenAI and Azure, whose
         * newer models refuse the older {@code max_tokens}, and that one elsewhere, where it is all that most know.
         */
        public Builder outputCapField(String name) {
            this.outputCapField = Objects.requireNonNull(name, "name");
            return this;
        }

        /** Whether a stream is asked for its usage; it is unless told. Turn it off for a server that refuses the field. */
        public Builder usageInStream(boolean on) {
            this.usageInStream = on;
            return this;
        }

        /**
         * Whether reasoning goes back to the model as {@code reasoning_content}; it does not unless told. Some models,
         * such as DeepSeek's, want it while they call tools, others refuse it.
         */
        public Builder returnReasoning(boolean on) {
            this.returnReasoning = on;
            return this;
        }

        /**
         * Whether {@code prompt_cache_key} is sent, by which requests with the same beginning meet the same cache; unless
         * told it is at OpenAI and Azure, and nowhere else, where it may be refused.
         */
        public Builder sendCacheKey(boolean on) {
            this.sendCacheKey = on;
            return this;
        }

        @Override
        Builder self() {
            return this;
        }

        @Override
        Dialect dialect(ModelSpec model, HttpUrl address) {
            boolean openAi = Endpoint.isOpenAi(address);
            String usual = openAi ? "max_completion_tokens" : "max_tokens";
            String field = outputCapField.isEmpty() ? usual : outputCapField;
            boolean key = sendCacheKey == null ? openAi : sendCacheKey;
            return new ChatDialect(model, new ChatDialect.Habits(field, usageInStream, returnReasoning, key));
        }

        @Override
        HttpUrl address(String base) {
            return Endpoint.address(base.isEmpty() ? "https://api.openai.com" : base, "chat/completions", false);
        }

        @Override
        void headers(String key, Headers.Builder into) {
            if (!key.isEmpty()) {
                into.set("authorization", "Bearer " + key);
            }
        }
    }
}
