package dev.agentharness.tools;

import dev.agentharness.model.Artefact;
import dev.agentharness.model.Effect;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Makes tools: of a record and a lambda, where the record's components are the arguments and the lambda does the work, or
 * of the annotated methods of an object.
 *
 * <pre>{@code
 * record Place(@JsonPropertyDescription("The name of a city") String city, Optional<Unit> unit) {}
 *
 * Tool weather = Tools.readOnly("weather", "The weather at a place, now", Place.class,
 *         (place, context) -> station.at(place.city()));
 * }</pre>
 *
 * <p>The arguments' schema comes from the record: a component is required unless it is {@code Optional}, and nothing else
 * is accepted. Arguments that do not fit never reach the lambda; the model is told which one, what was expected, and what
 * it wrote instead.
 */
public final class Tools {

    private Tools() {}

    /**
     * A tool that changes nothing. It counts as {@link Risk#EXTERNAL_READ}, the worst that reading can be; one that reads
     * what belongs to the house says so with a {@linkplain #builder builder}.
     */
    public static <I extends Record> Tool readOnly(
            String name, String description, Class<I> input, Function<I> function) {
        return builder(name, description, input)
                .effect(Effect.READ_ONLY)
                .risk(Risk.EXTERNAL_READ)
                .build(function);
    }

    /** A tool that changes something, where twice is the same as once. */
    public static <I extends Record> Tool idempotent(
            String name, String description, Risk risk, Class<I> input, Function<I> function) {
        return builder(name, description, input)
                .effect(Effect.IDEMPOTENT)
                .risk(risk)
                .build(function);
    }

    /** A tool that changes something, where twice is not the same as once: it is never repeated silently. */
    public static <I extends Record> Tool nonIdempotent(
            String name, String description, Risk risk, Class<I> input, Function<I> function) {
        return builder(name, description, input)
                .effect(Effect.NON_IDEMPOTENT)
                .risk(risk)
                .build(function);
    }

    /**
     * A tool for each method of the object that is annotated with {@link ToolMethod}, in the order of their names.
     *
     * @throws IllegalArgumentException if there is none or one cannot be a tool, naming class, method and cause
     */
    public static List<Tool> fromMethods(Object object) {
        return MethodTools.of(object);
    }

    /** Starts a tool of which more is to be said. What is left unsaid is taken at its worst, as in {@link ToolSpec}. */
    public static <I extends Record> Builder<I> builder(String name, String description, Class<I> input) {
        return new Builder<>(name, description, input);
    }

    /**
     * What a tool does.
     *
     * @param <I> the record of its arguments
     */
    @FunctionalInterface
    public interface Function<I extends Record> {

        /**
         * Does it, as {@link Tool#call} does.
         *
         * @return a {@code String} as the model shall read it, a picture or a document, an {@link Artefact} that it made, a
         *     {@link ToolOutput} that says all there is to say, or any other value, which the model reads as JSON
         */
        Object call(I input, ToolContext context) throws Exception;
    }

    /** Collects what is said of a tool; {@link #build} is the last word. Not thread-safe. */
    public static final class Builder<I extends Record> {
        private final Class<I> input;
        private final ToolSpec.Builder spec;

        private Builder(String name, String description, Class<I> input) {
            this.input = Objects.requireNonNull(input, "input");
            this.spec = ToolSpec.builder(name, description);
        }

        /** {@link Effect#NON_IDEMPOTENT} unless told. */
        public Builder<I> effect(Effect effect) {
            spec.effect(effect);
            return this;
        }

        /** {@link Risk#DESTRUCTIVE} unless told. */
        public Builder<I> risk(Risk risk) {
            spec.risk(risk);
            return this;
        }

        /** One minute unless told. */
        public Builder<I> timeout(Duration timeout) {
            spec.timeout(timeout);
            return this;
        }

        /** How much of a result the model is shown; 30,000 characters unless told. */
        public Builder<I> maxOutputChars(int chars) {
            spec.maxOutputChars(chars);
            return this;
        }

        /** Raise it when the tool's meaning changes; {@code 1} unless told. */
        public Builder<I> version(String version) {
            spec.version(version);
            return this;
        }

        /** What it touches, in the application's words; nothing unless told. */
        public Builder<I> scopes(String... scopes) {
            spec.scopes(scopes);
            return this;
        }

        /** Whether its results can hold text of outsiders; unless told, as its risk has it. */
        public Builder<I> untrusted(boolean untrusted) {
            spec.untrusted(untrusted);
            return this;
        }

        /** Says that calling it again and again with the same result is what it is for; not so unless told. */
        public Builder<I> polling(boolean polling) {
            spec.polling(polling);
            return this;
        }

        /** How often it may be called, by all runs of this process together; as often as they like unless told. */
        public Builder<I> rateLimit(int calls, Duration per) {
            spec.rateLimit(calls, per);
            return this;
        }

        /** How many calls may run at once, of all runs of this process together; as many as they like unless told. */
        public Builder<I> concurrency(int calls) {
            spec.concurrency(calls);
            return this;
        }

        /** Says that it hands {@link ToolContext#idempotencyKey()} on to a service that does nothing twice. */
        public Builder<I> idempotencyKeys(boolean supported) {
            spec.idempotencyKeys(supported);
            return this;
        }

        /** How long a {@link ToolCache} may give a result again to the same arguments; not at all unless told. */
        public Builder<I> cacheFor(Duration time) {
            spec.cacheFor(time);
            return this;
        }

        public Tool build(Function<I> function) {
            Objects.requireNonNull(function, "function");
            return new BoundTool<>(spec, Shape.of(input), function::call);
        }
    }
}
