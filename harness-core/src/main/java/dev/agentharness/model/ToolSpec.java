package dev.agentharness.model;

import dev.agentharness.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a tool is, to the model and to the harness: name, description and input schema are shown to the model; effect,
 * risk and limits are what the harness goes by. Immutable.
 */
public final class ToolSpec {

    /** What every provider accepts as a tool's name. */
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

    private final Builder said;
    private final List<String> required;

    private ToolSpec(Builder builder) {
        this.said = new Builder(builder);
        this.required = required(said.name, said.inputSchema);
        if (said.cacheFor != null && said.effect != Effect.READ_ONLY) {
            throw new IllegalArgumentException("the results of tool '" + said.name + "' cannot be cached: it is "
                    + said.effect + ", not READ_ONLY");
        }
    }

    /**
     * Starts the description of a tool.
     *
     * @param name what the model calls it by: letters, digits, {@code _} and {@code -}, 64 at most
     * @param description when to use it and what comes back, in words for the model
     */
    public static Builder builder(String name, String description) {
        return new Builder(name, description);
    }

    /** Starts a description that says the same, to say some of it otherwise. */
    public Builder toBuilder() {
        return new Builder(said);
    }

    public String name() {
        return said.name;
    }

    public String version() {
        return said.version;
    }

    public String description() {
        return said.description;
    }

    /** The JSON Schema of the arguments, as a JSON object. */
    public String inputSchema() {
        return said.inputSchema;
    }

    /** The names of the arguments that must be there, from the schema. */
    public List<String> required() {
        return required;
    }

    public Effect effect() {
        return said.effect;
    }

    public Risk risk() {
        return said.risk;
    }

    /** How long one call may take before it is interrupted and the model told so. */
    public Duration timeout() {
        return said.timeout;
    }

    /** How many characters of a result the model is shown; the middle of a longer one is left out, and said so. */
    public int maxOutputChars() {
        return said.maxOutputChars;
    }

    /** Whether calling it again and again with the same result is what it is for, and so no stall. */
    public boolean polling() {
        return said.polling;
    }

    /** What it touches, in the application's words, such as {@code crm} or {@code files:/reports}; empty if unsaid. */
    public List<String> scopes() {
        return said.scopes;
    }

    /** Whether its results can hold text of outsiders: nothing is to be remembered or done only because it says so. */
    public boolean untrusted() {
        return said.untrusted == null
                ? said.risk == Risk.EXTERNAL_READ || said.risk == Risk.DESTRUCTIVE
                : said.untrusted;
    }

    /** How often it may be called, by all runs of this process together; empty if unsaid: as often as they like. */
    public Optional<RateLimit> rateLimit() {
        return Optional.ofNullable(said.rateLimit);
    }

    /** How many calls may run at once, of all runs of this process together; empty if unsaid: as many as they like. */
    public OptionalInt concurrency() {
        return said.concurrency == 0 ? OptionalInt.empty() : OptionalInt.of(said.concurrency);
    }

    /** Whether it hands the call's idempotency key to a service that refuses to do a thing twice. */
    public boolean idempotencyKeys() {
        return said.idempotencyKeys;
    }

    /** Whether the very same call may be made again: by its effect, or because the service knows the call by its key. */
    public boolean isRepeatable() {
        return said.effect != Effect.NON_IDEMPOTENT || said.idempotencyKeys;
    }

    /** How long a result may be given again to the same arguments; empty if unsaid: not at all. */
    public Optional<Duration> cacheFor() {
        return Optional.ofNullable(said.cacheFor);
    }

    @SuppressWarnings("unchecked") // a schema's "required" is checked item by item
    private static List<String> required(String tool, String schema) {
        try {
            Object required = Json.object(schema).get("required");
            if (required == null) {
                return List.of();
            }
            if (required instanceof List<?> names && names.stream().allMatch(String.class::isInstance)) {
                return List.copyOf((List<String>) names);
            }
            throw new IllegalArgumentException("\"required\" must be an array of strings");
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the input schema of tool '" + tool + "': " + e.getMessage(), e);
        }
    }

    /** Two specs are equal when the model and the harness would see the same. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ToolSpec that && facts().equals(that.facts());
    }

    @Override
    public int hashCode() {
        return facts().hashCode();
    }

    /** Everything in it, in a fixed order: what a manifest or a stamp is made of. */
    public List<String> facts() {
        return List.of(
                said.name,
                said.version,
                said.description,
                said.inputSchema,
                said.effect.name(),
                said.risk.name(),
                said.timeout.toString(),
                Integer.toString(said.maxOutputChars),
                Boolean.toString(said.polling),
                said.scopes.toString(),
                Boolean.toString(untrusted()),
                rateLimit().map(RateLimit::toString).orElse(""),
                Integer.toString(said.concurrency),
                Boolean.toString(said.idempotencyKeys),
                cacheFor().map(Duration::toString).orElse(""));
    }

    @Override
    public String toString() {
        return said.name + " " + said.version + " (" + said.effect + ", " + said.risk + ")";
    }

    /** Collects what is said of a tool. What is left unsaid is taken at its worst. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private final String description;
        private String version = "1";
        private String inputSchema = "{\"type\":\"object\",\"properties\":{}}";
        private Effect effect = Effect.NON_IDEMPOTENT;
        private Risk risk = Risk.DESTRUCTIVE;
        private Duration timeout = Duration.ofMinutes(1);
        private int maxOutputChars = 30_000;
        private boolean polling;
        private List<String> scopes = List.of();
        private @Nullable Boolean untrusted;
        private @Nullable RateLimit rateLimit;
        private int concurrency; // 0: unsaid
        private boolean idempotencyKeys;
        private @Nullable Duration cacheFor;

        private Builder(Builder other) {
            this.name = other.name;
            this.description = other.description;
            this.version = other.version;
            this.inputSchema = other.inputSchema;
            this.effect = other.effect;
            this.risk = other.risk;
            this.timeout = other.timeout;
            this.maxOutputChars = other.maxOutputChars;
            this.polling = other.polling;
            this.scopes = other.scopes;
            this.untrusted = other.untrusted;
            this.rateLimit = other.rateLimit;
            this.concurrency = other.concurrency;
            this.idempotencyKeys = other.idempotencyKeys;
            this.cacheFor = other.cacheFor;
        }

        private Builder(String name, String description) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "a tool's name is up to 64 letters, digits, '_' and '-', not '" + name + "'");
            }
            if (description.isBlank()) {
                throw new IllegalArgumentException("tool '" + name + "' needs a description: the model chooses by it");
            }
            this.name = name;
            this.description = description;
        }

        /** Raise it when the tool's meaning changes; {@code 1} unless told. */
        public Builder version(String version) {
            this.version = Objects.requireNonNull(version, "version");
            return this;
        }

        /** The JSON Schema of the arguments, an object; no arguments unless told. */
        public Builder inputSchema(String json) {
            this.inputSchema = Objects.requireNonNull(json, "json");
            return this;
        }

        /** {@link Effect#NON_IDEMPOTENT} unless told. */
        public Builder effect(Effect effect) {
            this.effect = Objects.requireNonNull(effect, "effect");
            return this;
        }

        /** {@link Risk#DESTRUCTIVE} unless told. */
        public Builder risk(Risk risk) {
            this.risk = Objects.requireNonNull(risk, "risk");
            return this;
        }

        /** One minute unless told. */
        public Builder timeout(Duration timeout) {
            if (timeout.isNegative() || timeout.isZero()) {
                throw new IllegalArgumentException("the timeout of tool '" + name + "' must be positive: " + timeout);
            }
            this.timeout = timeout;
            return this;
        }

        /** 30,000 unless told. */
        public Builder maxOutputChars(int chars) {
            if (chars < 200) {
                throw new IllegalArgumentException(
                        "the output cap of tool '" + name + "' must be at least 200 characters but is " + chars);
            }
            this.maxOutputChars = chars;
            return this;
        }

        /** Says that calling it again and again with the same result is what it is for; not so unless told. */
        public Builder polling(boolean polling) {
            this.polling = polling;
            return this;
        }

        /** What it touches, in the application's words; nothing unless told. */
        public Builder scopes(String... scopes) {
            this.scopes = List.of(scopes);
            return this;
        }

        /**
         * Whether its results can hold text of outsiders. Unless told, they can where the risk is
         * {@link Risk#EXTERNAL_READ} or {@link Risk#DESTRUCTIVE}, and so where nothing is said of the risk.
         */
        public Builder untrusted(boolean untrusted) {
            this.untrusted = untrusted;
            return this;
        }

        /**
         * How often it may be called, by all runs of this process together. A call over the rate waits if the wait is
         * shorter than its time; otherwise the model is told when to try again.
         */
        public Builder rateLimit(int calls, Duration per) {
            this.rateLimit = new RateLimit(calls, per);
            return this;
        }

        /** How many calls may run at once, of all runs of this process together; others wait as for a rate. */
        public Builder concurrency(int calls) {
            if (calls <= 0) {
                throw new IllegalArgumentException(
                        "the concurrency of tool '" + name + "' must be positive but is " + calls);
            }
            this.concurrency = calls;
            return this;
        }

        /**
         * Says that it hands {@code ToolContext.idempotencyKey()} to a service that refuses to do a thing twice, so that
         * the same call may be made again whatever its effect; not so unless told.
         */
        public Builder idempotencyKeys(boolean supported) {
            this.idempotencyKeys = supported;
            return this;
        }

        /**
         * How long a cache may give a result again to the same arguments; not at all unless told. For tools that are
         * {@link Effect#READ_ONLY} and whose result hangs on nothing but the arguments and what they read.
         */
        public Builder cacheFor(Duration time) {
            if (time.isNegative() || time.isZero()) {
                throw new IllegalArgumentException("tool '" + name + "' cannot be cached for " + time);
            }
            this.cacheFor = time;
            return this;
        }

        /**
         * @throws IllegalArgumentException if the schema is no JSON object, or results are to be cached of a tool that is
         *     not {@link Effect#READ_ONLY}
         */
        public ToolSpec build() {
            return new ToolSpec(this);
        }
    }
}
