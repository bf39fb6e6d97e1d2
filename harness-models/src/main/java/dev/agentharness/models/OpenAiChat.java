package dev.agentharness.models;

import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelSpec;
import java.util.Objects;
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

    static final String OPERATION = "chat/completions";

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
    public static final class Builder extends OpenAiBuilder<Builder> {

        private @Nullable String outputCapField;
        private @Nullable Boolean usageInStream;
        private @Nullable Boolean returnReasoning;
        private @Nullable Boolean mistralRules;

        private Builder() {
            super(OPERATION);
        }

        /**
         * The field that caps the output. Unless told it is {@code max_completion_tokens} at OpenAI and Azure, whose
         * newer models refuse the older {@code max_tokens}, and that one elsewhere, where it is all that most know.
         */
        public Builder outputCapField(String name) {
            this.outputCapField = Objects.requireNonNull(name, "name");
            return this;
        }

        /**
         * Whether a stream is asked for its usage; unless told it is everywhere but at Mistral, which tells it unasked. Turn
         * it off for a server that refuses the field.
         */
        public Builder usageInStream(boolean on) {
            this.usageInStream = on;
            return this;
        }

        /**
         * Whether reasoning goes back to the model, as {@code reasoning_content} or in the form that OpenRouter or Mistral
         * gave it; unless told it does there and at DeepSeek and Moonshot, which want it while a model calls tools, and
         * nowhere else, where it may be refused.
         */
        public Builder returnReasoning(boolean on) {
            this.returnReasoning = on;
            return this;
        }

        /**
         * Whether requests keep to Mistral's rules, which refuses ids of calls unless they have nine letters and digits, and
         * words of a user right after the results of tools, and has reasoning in the content of messages and documents by
         * address; unless told they do at Mistral only. Turn it on for a gateway that has Mistral's models behind it.
         */
        public Builder mistralRules(boolean on) {
            this.mistralRules = on;
            return this;
        }

        @Override
        Builder self() {
            return this;
        }

        @Override
        Dialect dialect(ModelSpec model, HttpUrl address) {
            ChatHabits usual = ChatHabits.at(address, sendsCacheKey(address));
            ChatHabits habits = new ChatHabits(
                    outputCapField == null ? usual.outputCapField() : outputCapField,
                    usageInStream == null ? usual.usageInStream() : usageInStream,
                    usual.cacheKey(),
                    returnReasoning == null ? usual.returnReasoning() : returnReasoning,
                    returnReasoning == null
                            ? usual.reasoningWithCalls()
                            : returnReasoning && usual.reasoningWithCalls(),
                    usual.longestCallId(),
                    mistralRules == null ? usual.mistral() : mistralRules);
            return new ChatDialect(model, habits, words);
        }
    }
}
