package dev.agentharness.model;

import dev.agentharness.json.Json;
import dev.agentharness.list.Appended;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that a model is to know for its next message. Immutable.
 *
 * <p>The parts that stay the same from one request to the next come first (instructions, tools, then the messages in
 * order), and clients send them in that order, so that a provider's prompt cache can serve the beginning.
 */
public final class ModelRequest {

    private final String instructions;
    private final List<ToolSpec> tools;
    private final List<Message> messages;
    private final ToolChoice toolChoice;
    private final int maxOutputTokens;
    private final @Nullable Duration timeout;
    private final @Nullable Effort effort;
    private final @Nullable String outputSchema;
    private final List<Integer> cacheBreakpoints;
    private final String cacheKey;
    private final boolean compaction;
    private final Map<String, String> options;

    private ModelRequest(Builder builder) {
        this.instructions = builder.instructions;
        this.tools = builder.tools;
        this.messages = builder.messages;
        this.toolChoice = builder.toolChoice;
        this.maxOutputTokens = builder.maxOutputTokens;
        this.timeout = builder.timeout;
        this.effort = builder.effort;
        this.outputSchema = builder.outputSchema;
        this.cacheBreakpoints = builder.cacheBreakpoints;
        this.cacheKey = builder.cacheKey;
        this.compaction = builder.compaction;
        this.options = builder.options;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** A builder that holds what this request holds. */
    public Builder toBuilder() {
        Builder builder = new Builder()
                .instructions(instructions)
                .tools(tools)
                .messages(messages)
                .toolChoice(toolChoice)
                .maxOutputTokens(maxOutputTokens)
                .cacheBreakpoints(cacheBreakpoints)
                .cacheKey(cacheKey)
                .compaction(compaction);
        builder.timeout = timeout;
        builder.effort = effort;
        builder.outputSchema = outputSchema;
        builder.options = options;
        return builder;
    }

    /** The system prompt; empty if there is none. */
    public String instructions() {
        return instructions;
    }

    public List<ToolSpec> tools() {
        return tools;
    }

    public List<Message> messages() {
        return messages;
    }

    public ToolChoice toolChoice() {
        return toolChoice;
    }

    /** The output cap: no more tokens than this may be written, thinking included. */
    public int maxOutputTokens() {
        return maxOutputTokens;
    }

    /** How long the whole call may take, or empty for the client's own limit. */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }

    /** How much the model is to think, or empty for the provider's default. */
    public Optional<Effort> effort() {
        return Optional.ofNullable(effort);
    }

    /** The JSON Schema that the answer's text has to follow, or empty for words. */
    public Optional<String> outputSchema() {
        return Optional.ofNullable(outputSchema);
    }

    /**
     * Where a stable part of the request ends, for providers that want to be told what to cache: each number says how
     * many messages belong to that part, ascending; 0 stands for tools and instructions alone. Empty if nothing is known
     * to be stable.
     */
    public List<Integer> cacheBreakpoints() {
        return cacheBreakpoints;
    }

    /** What requests with the same beginning have in common, for providers that route by it; empty if unsaid. */
    public String cacheKey() {
        return cacheKey;
    }

    /**
     * Whether the provider is asked for a compacted form of the messages in place of an answer. A model with
     * {@link ModelSpec.Feature#COMPACTION} says it as {@link Content.Opaque}, which stands in for the messages where it is
     * put back at the very beginning, in a message of the user. Others are not to be asked.
     */
    public boolean isCompaction() {
        return compaction;
    }

    /** Further fields of this request, in the provider's words, by their names: values are JSON. None unless told. */
    public Map<String, String> options() {
        return options;
    }

    /** Collects a request. Not thread-safe. */
    public static final class Builder {
        private String instructions = "";
        private List<ToolSpec> tools = List.of();
        private List<Message> messages = List.of();
        private ToolChoice toolChoice = ToolChoice.AUTO;
        private int maxOutputTokens = 4_096;
        private @Nullable Duration timeout;
        private @Nullable Effort effort;
        private @Nullable String outputSchema;
        private List<Integer> cacheBreakpoints = List.of();
        private String cacheKey = "";
        private boolean compaction;
        private Map<String, String> options = Map.of();

        private Builder() {}

        public Builder instructions(String instructions) {
            this.instructions = Objects.requireNonNull(instructions, "instructions");
            return this;
        }

        public Builder tools(List<ToolSpec> tools) {
            this.tools = List.copyOf(tools);
            return this;
        }

        public Builder messages(List<Message> messages) {
            this.messages = Appended.kept(messages);
            return this;
        }

        /** {@link ToolChoice#AUTO} unless told. */
        public Builder toolChoice(ToolChoice toolChoice) {
            this.toolChoice = Objects.requireNonNull(toolChoice, "toolChoice");
            return this;
        }

        /** 4,096 unless told. */
        public Builder maxOutputTokens(int tokens) {
            if (tokens <= 0) {
                throw new IllegalArgumentException("maxOutputTokens must be positive but is " + tokens);
            }
            this.maxOutputTokens = tokens;
            return this;
        }

        public Builder timeout(Duration timeout) {
            if (timeout.isNegative() || timeout.isZero()) {
                throw new IllegalArgumentException("timeout must be positive but is " + timeout);
            }
            this.timeout = timeout;
            return this;
        }

        public Builder effort(Effort effort) {
            this.effort = Objects.requireNonNull(effort, "effort");
            return this;
        }

        public Builder outputSchema(String json) {
            this.outputSchema = Objects.requireNonNull(json, "json");
            return this;
        }

        /** None unless told. */
        public Builder cacheBreakpoints(List<Integer> messageCounts) {
            this.cacheBreakpoints = List.copyOf(messageCounts);
            return this;
        }

        /** None unless told. */
        public Builder cacheKey(String key) {
            this.cacheKey = Objects.requireNonNull(key, "key");
            return this;
        }

        /** It is not unless told. */
        public Builder compaction(boolean on) {
            this.compaction = on;
            return this;
        }

        /**
         * A further field, for what there is no word for here, such as {@code temperature}. Clients behind HTTP lay it over
         * what they write themselves; others need not mind it.
         *
         * @param json the field's value, as JSON
         * @throws IllegalArgumentException if it is none
         */
        public Builder option(String name, String json) {
            if (Json.object("{\"\":" + json + "}").size() != 1) {
                throw new IllegalArgumentException("option '" + name + "' must be one value but is: " + json);
            }
            Map<String, String> more = new LinkedHashMap<>(options);
            more.put(name, json);
            this.options = Collections.unmodifiableMap(more);
            return this;
        }

        /**
         * @throws IllegalArgumentException if the cache breakpoints are not ascending, or beyond the messages
         */
        public ModelRequest build() {
            int before = -1;
            for (int i = 0; i < cacheBreakpoints.size(); i++) { // an iterator is garbage
                int breakpoint = cacheBreakpoints.get(i);
                if (breakpoint <= before || breakpoint > messages.size()) {
                    throw new IllegalArgumentException("cache breakpoints must ascend within 0 to " + messages.size()
                            + " messages but are " + cacheBreakpoints);
                }
                before = breakpoint;
            }
            return new ModelRequest(this);
        }
    }
}
