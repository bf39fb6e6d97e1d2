package dev.agentharness.model;

import dev.agentharness.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a tool is, to the model and to the harness: name, description and input schema are shown to the model; effect,
 * risk and limits are what the harness goes by. Immutable.
 */
public final class ToolSpec {

    /** What every provider accepts as a tool's name. */
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

    private final String name;
    private final String version;
    private final String description;
    private final String inputSchema;
    private final List<String> required;
    private final Effect effect;
    private final Risk risk;
    private final Duration timeout;
    private final int maxOutputChars;
    private final boolean polling;
    private final List<String> scopes;
    private final boolean untrusted;

    private ToolSpec(Builder builder) {
        this.name = builder.name;
        this.version = builder.version;
        this.description = builder.description;
        this.inputSchema = builder.inputSchema;
        this.required = required(builder.name, builder.inputSchema);
        this.effect = builder.effect;
        this.risk = builder.risk;
        this.timeout = builder.timeout;
        this.maxOutputChars = builder.maxOutputChars;
        this.polling = builder.polling;
        this.scopes = builder.scopes;
        this.untrusted = builder.untrusted == null
                ? builder.risk == Risk.EXTERNAL_READ || builder.risk == Risk.DESTRUCTIVE
                : builder.untrusted;
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

    public String name() {
        return name;
    }

    public String version() {
        return version;
    }

    public String description() {
        return description;
    }

    /** The JSON Schema of the arguments, as a JSON object. */
    public String inputSchema() {
        return inputSchema;
    }

    /** The names of the arguments that must be there, from the schema. */
    public List<String> required() {
        return required;
    }

    public Effect effect() {
        return effect;
    }

    public Risk risk() {
        return risk;
    }

    /** How long one call may take before it is interrupted and the model told so. */
    public Duration timeout() {
        return timeout;
    }

    /** How many characters of a result the model is shown; the middle of a longer one is left out, and said so. */
    public int maxOutputChars() {
        return maxOutputChars;
    }

    /** Whether calling it again and again with the same result is what it is for, and so no stall. */
    public boolean polling() {
        return polling;
    }

    /** What it touches, in the application's words, such as {@code crm} or {@code files:/reports}; empty if unsaid. */
    public List<String> scopes() {
        return scopes;
    }

    /** Whether its results can hold text of outsiders: nothing is to be remembered or done only because it says so. */
    public boolean untrusted() {
        return untrusted;
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
                name,
                version,
                description,
                inputSchema,
                effect.name(),
                risk.name(),
                timeout.toString(),
                Integer.toString(maxOutputChars),
                Boolean.toString(polling),
                scopes.toString(),
                Boolean.toString(untrusted));
    }

    @Override
    public String toString() {
        return name + " " + version + " (" + effect + ", " + risk + ")";
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
         * @throws IllegalArgumentException if the schema is no JSON object
         */
        public ToolSpec build() {
            return new ToolSpec(this);
        }
    }
}
