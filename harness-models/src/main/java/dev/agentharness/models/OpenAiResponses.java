package dev.agentharness.models;

import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ToolSpec;
import java.util.function.Predicate;
import java.util.regex.Pattern;
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
    public static final class Builder extends OpenAiBuilder<Builder> {

        /** Models that do not reason, and refuse to be asked for it. All newer ones do. */
        private static final Pattern WITHOUT_REASONING =
                Pattern.compile("(ft:)?(gpt-[34].*|chatgpt.*|.*-chat(-.*)?|computer-use.*)");

        private @Nullable Boolean sealedReasoning;

        private Builder() {
            super("responses");
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
         * Which tools the model is not shown until it has searched for them; none unless told. The tool to search with is
         * the provider's: {@code option("tools", "[{\"type\":\"tool_search\"}]")}.
         */
        public Builder deferredTools(Predicate<ToolSpec> which) {
            this.words = words.deferred(which);
            return this;
        }

        @Override
        Builder self() {
            return this;
        }

        @Override
        ResponsesDialect dialect(ModelSpec model, HttpUrl address) {
            return new ResponsesDialect(model, habits(model, address), words);
        }

        /** What Chat Completions seals, Responses does not take, and the other way round. */
        @Override
        String api(String of) {
            return of + ".responses";
        }

        private ResponsesDialect.Habits habits(ModelSpec model, HttpUrl address) {
            boolean openAi = Endpoint.isOpenAi(address);
            boolean reasons = openAi && !WITHOUT_REASONING.matcher(model.name()).matches();
            boolean sealed = sealedReasoning == null ? reasons : sealedReasoning;
            return new ResponsesDialect.Habits(openAi, sealed, sendsCacheKey(address));
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
                    .with(Options.NONE)
                    .with(compaction);
            return new CompactingModel(answering, answering, compacting, false);
        }
    }
}
