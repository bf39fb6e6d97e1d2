package dev.agentharness.model;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which model a {@link ModelClient} speaks to, what fits into it and what it costs. Immutable.
 *
 * <p>Sizes are in tokens as the provider counts them.
 */
public final class ModelSpec {

    private final String provider;
    private final String name;
    private final String words;
    private final long contextWindow;
    private final int maxOutputTokens;
    private final int messageOverhead;
    private final int requestOverhead;
    private final Set<Feature> features;
    private final @Nullable Price price;
    private final String origin;

    /** What a model can do beyond words. */
    public enum Feature {
        /** It calls tools. */
        TOOLS,
        /** It sees pictures. */
        IMAGES,
        /** It thinks before it answers. */
        THINKING,
        /** Its provider makes a conversation shorter if asked to; see {@link ModelRequest#isCompaction()}. */
        COMPACTION
    }

    private ModelSpec(Builder builder) {
        this.provider = builder.provider;
        this.name = builder.name;
        this.words = provider + "/" + name; // once: it is said of each request
        this.contextWindow = builder.contextWindow;
        this.maxOutputTokens = builder.maxOutputTokens;
        this.messageOverhead = builder.messageOverhead;
        this.requestOverhead = builder.requestOverhead;
        this.features = Set.copyOf(builder.features);
        this.price = builder.price;
        this.origin = builder.origin;
    }

    /**
     * Starts the description of a model.
     *
     * @param provider who serves it, in OpenTelemetry's words: {@code anthropic}, {@code openai}, …
     * @param name the model's name as the provider wants it in a request
     */
    public static Builder builder(String provider, String name) {
        return new Builder(provider, name);
    }

    /** A builder that holds what this spec holds. */
    public Builder toBuilder() {
        Builder builder = new Builder(provider, name)
                .contextWindow(contextWindow)
                .maxOutputTokens(maxOutputTokens)
                .messageOverhead(messageOverhead)
                .requestOverhead(requestOverhead)
                .features(features)
                .origin(origin);
        builder.price = price;
        return builder;
    }

    public String provider() {
        return provider;
    }

    public String name() {
        return name;
    }

    /** The most tokens that input and output may have together; 128,000 unless told. */
    public long contextWindow() {
        return contextWindow;
    }

    /** The most tokens one answer may have; 8,192 unless told. */
    public int maxOutputTokens() {
        return maxOutputTokens;
    }

    /**
     * The most tokens the provider's template adds around one message, tool or instruction block, beyond the bytes of
     * its text; 16 unless told. Input bounds rest on it.
     */
    public int messageOverhead() {
        return messageOverhead;
    }

    /**
     * The most tokens the provider adds to a whole request, such as a system prompt of its own for tools; 64 unless told.
     * Input bounds rest on it.
     */
    public int requestOverhead() {
        return requestOverhead;
    }

    /** What the model is known to do; what is not in it is not known, rather than impossible. None unless told. */
    public Set<Feature> features() {
        return features;
    }

    /** What the model costs, or empty if nobody has said; an unpriced model is never taken for a free one. */
    public Optional<Price> price() {
        return Optional.ofNullable(price);
    }

    /**
     * Whose opaque parts and seals it takes back, as {@link Content.Opaque#provider()} has it: {@link #provider()} unless
     * told, and more than that where one provider's models are served at several addresses that cannot read one another.
     */
    public String origin() {
        return origin;
    }

    @Override
    public String toString() {
        return words;
    }

    /** Collects what is known of a model. Not thread-safe. */
    public static final class Builder {
        private final String provider;
        private final String name;
        private long contextWindow = 128_000;
        private int maxOutputTokens = 8_192;
        private int messageOverhead = 16;
        private int requestOverhead = 64;
        private Set<Feature> features = Set.of();
        private @Nullable Price price;
        private String origin;

        private Builder(String provider, String name) {
            this.provider = notBlank(provider, "provider");
            this.name = notBlank(name, "name");
            this.origin = provider;
        }

        public Builder contextWindow(long tokens) {
            this.contextWindow = positive(tokens, "contextWindow");
            return this;
        }

        public Builder maxOutputTokens(int tokens) {
            this.maxOutputTokens = (int) positive(tokens, "maxOutputTokens");
            return this;
        }

        public Builder messageOverhead(int tokens) {
            this.messageOverhead = (int) positive(tokens, "messageOverhead");
            return this;
        }

        public Builder requestOverhead(int tokens) {
            this.requestOverhead = (int) positive(tokens, "requestOverhead");
            return this;
        }

        public Builder features(Set<Feature> features) {
            this.features = Set.copyOf(features);
            return this;
        }

        public Builder price(Price price) {
            this.price = Objects.requireNonNull(price, "price");
            return this;
        }

        /** Clients behind HTTP say it themselves, since they know the address. */
        public Builder origin(String provider) {
            this.origin = notBlank(provider, "origin");
            return this;
        }

        public ModelSpec build() {
            return new ModelSpec(this);
        }

        private static String notBlank(String value, String what) {
            if (value.isBlank()) {
                throw new IllegalArgumentException("a model's " + what + " must not be blank");
            }
            return value;
        }

        private static long positive(long value, String what) {
            if (value <= 0) {
                throw new IllegalArgumentException(what + " must be positive but is " + value);
            }
            return value;
        }
    }
}
