package dev.agentharness.model;

import java.time.Duration;
import java.util.List;
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

    private ModelRequest(Builder builder) {
        this.instructions = builder.instructions;
        this.tools = builder.tools;
        this.messages = builder.messages;
        this.toolChoice = builder.toolChoice;
        this.maxOutputTokens = builder.maxOutputTokens;
        this.timeout = builder.timeout;
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
                .maxOutputTokens(maxOutputTokens);
        builder.timeout = timeout;
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

    /** Collects a request. Not thread-safe. */
    public static final class Builder {
        private String instructions = "";
        private List<ToolSpec> tools = List.of();
        private List<Message> messages = List.of();
        private ToolChoice toolChoice = ToolChoice.AUTO;
        private int maxOutputTokens = 4_096;
        private @Nullable Duration timeout;

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
            this.messages = List.copyOf(messages);
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

        public ModelRequest build() {
            return new ModelRequest(this);
        }
    }
}
