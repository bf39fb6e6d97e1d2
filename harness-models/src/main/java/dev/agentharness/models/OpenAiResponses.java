package dev.agentharness.models;

import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelSpec;
import java.util.Map;
import java.util.regex.Pattern;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's models over its Responses API (platform.openai.com, "API reference", "Responses"), and other servers that
 * speak it. Reasoning is carried from turn to turn in sealed form; nothing is kept at OpenAI.
 *
 * <p>Models made here are thread-safe and meant to be shared. Nothing has to be closed: all of them use one pool of
 * connections, whose threads do not keep the JVM alive.
 */
public final class OpenAiResponses {

    private OpenAiResponses() {}

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

        /** Models that do not reason, and refuse to be asked for it. All newer ones do. */
        private static final Pattern WITHOUT_REASONING =
                Pattern.compile("(ft:)?(gpt-[34].*|chatgpt.*|.*-chat(-.*)?|computer-use.*)");

        private @Nullable Boolean sealedReasoning;
        private @Nullable Boolean sendCacheKey;

        private Builder() {
            super("openai", "OPENAI", 64);
        }

        /**
         * Whether reasoning is asked for in sealed form, so that it can go back to the model with the next request. Unless
         * told it is at OpenAI and Azure, for models that reason as far as the name tells.
         */
        public Builder sealedReasoning(boolean on) {
            this.sealedReasoning = on;
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
        ResponsesDialect dialect(ModelSpec model, HttpUrl address) {
            return new ResponsesDialect(model, habits(model, address));
        }

        private ResponsesDialect.Habits habits(ModelSpec model, HttpUrl address) {
            boolean openAi = Endpoint.isOpenAi(address);
            boolean reasons = openAi && !WITHOUT_REASONING.matcher(model.name()).matches();
            boolean sealed = sealedReasoning == null ? reasons : sealedReasoning;
            boolean key = sendCacheKey == null ? openAi : sendCacheKey;
            return new ResponsesDialect.Habits(openAi, sealed, key);
        }

        @Override
        boolean compacts(String model, HttpUrl address) {
            return Endpoint.isOpenAi(address);
        }

        @Override
        ModelClient compacting(HttpModel answering) {
            ModelSpec model = answering.spec();
            HttpUrl address = answering.endpoint().url();
            Dialect compaction = new ResponsesCompaction(model.name(), habits(model, address), dialect(model, address));
            HttpModel compacting = answering
                    .with(answering.endpoint().below("compact"))
                    .with(Options.of(Map.of()))
                    .with(compaction);
            return new CompactingModel(answering, answering, compacting, false);
        }

        @Override
        HttpUrl address(String base) {
            return Endpoint.address(base.isEmpty() ? "https://api.openai.com" : base, "responses", false);
        }

        @Override
        void headers(String key, Headers.Builder into) {
            if (!key.isEmpty()) {
                into.set("authorization", "Bearer " + key);
            }
        }
    }
}
