package dev.agentharness.models;

import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelSpec;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Google's models over the Gemini API, version v1beta (ai.google.dev, "API reference", "Generating content").
 *
 * <p>Models made here are thread-safe and meant to be shared. Nothing has to be closed: all of them use one pool of
 * connections, whose threads do not keep the JVM alive.
 */
public final class Gemini {

    private Gemini() {}

    /** A model of which at least the name has to be said. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * A model from {@code GEMINI_API_KEY}, {@code GEMINI_MODEL} and, if set, {@code GEMINI_BASE_URL}.
     *
     * @throws IllegalStateException naming the variable that is missing
     */
    public static ModelClient fromEnvironment() {
        return builder().environment(System.getenv()).build();
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder extends HttpModelBuilder<Builder> {

        private @Nullable Boolean thinkingLevels;

        private Builder() {
            super("google", "generativelanguage.googleapis.com", "GEMINI", 64);
        }

        /**
         * Whether effort is said as a level of thinking, rather than as a number of tokens; unless told it is for all but
         * the second generation, as far as the name tells.
         */
        public Builder thinkingLevels(boolean on) {
            this.thinkingLevels = on;
            return this;
        }

        @Override
        Builder self() {
            return this;
        }

        @Override
        Dialect dialect(ModelSpec model, HttpUrl address) {
            boolean usual = GeminiDialect.hasThinkingLevels(model.name());
            return new GeminiDialect(model, thinkingLevels == null ? usual : thinkingLevels);
        }

        /** The folder of the models. */
        @Override
        HttpUrl address(String base) {
            HttpUrl parsed = Endpoint.parse(base.isEmpty() ? "https://generativelanguage.googleapis.com" : base);
            String path = Endpoint.path(parsed);
            String version = path.isEmpty() ? "/v1beta" : "";
            String models = path.endsWith("/models") ? "" : "/models";
            return parsed.newBuilder().encodedPath(path + version + models).build();
        }

        @Override
        HttpUrl operation(HttpUrl address, ModelSpec model, boolean streaming) {
            String name = model.name().replaceFirst("^models/", ""); // as Google's own list has it
            HttpUrl.Builder operation = address.newBuilder()
                    .addPathSegment(name + (streaming ? ":streamGenerateContent" : ":generateContent"));
            return streaming ? operation.setQueryParameter("alt", "sse").build() : operation.build();
        }

        @Override
        void headers(String key, HttpUrl address, Headers.Builder into) {
            if (!key.isEmpty()) {
                into.set("x-goog-api-key", key);
            }
        }
    }
}
