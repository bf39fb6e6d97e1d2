package dev.agentharness;

import dev.agentharness.budget.Budget;
import dev.agentharness.model.Message;
import dev.agentharness.model.Risk;
import dev.agentharness.run.OutputType;
import dev.agentharness.stop.CompletionCheck;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one run is asked to do. Immutable. */
public final class Task {

    private final String text;
    private final Map<String, String> inputs;
    private final @Nullable OutputType<?> output;
    private final @Nullable Budget budget;
    private final @Nullable CompletionCheck success;
    private final String subject;
    private final Risk ceiling;

    private Task(Builder builder) {
        this.text = builder.text;
        this.inputs = new LinkedHashMap<>(builder.inputs);
        this.output = builder.output;
        this.budget = builder.budget;
        this.success = builder.success;
        this.subject = builder.subject;
        this.ceiling = builder.ceiling;
    }

    /** A task that is said in words and answered in words. */
    public static Task of(String text) {
        return builder(text).build();
    }

    public static Builder builder(String text) {
        return new Builder(text);
    }

    public String text() {
        return text;
    }

    /** The shape the answer must have; without one any text will do. */
    public Optional<OutputType<?>> output() {
        return Optional.ofNullable(output);
    }

    /** The limits of this task, where they are not the harness's. */
    public Optional<Budget> budget() {
        return Optional.ofNullable(budget);
    }

    /** What checks the answer before it is believed. */
    public Optional<CompletionCheck> success() {
        return Optional.ofNullable(success);
    }

    /** Throws if it lacks something that the instructions ask for. */
    void checkGives(Map<String, String> asked) {
        for (Map.Entry<String, String> input : asked.entrySet()) {
            if (!inputs.containsKey(input.getKey())) {
                throw new IllegalArgumentException("the task lacks the input '" + input.getKey()
                        + "' that the instructions ask for"
                        + (input.getValue().isEmpty() ? "" : " (" + input.getValue() + ")"));
            }
        }
    }

    /** On whose behalf it is done, in the application's words; empty if unsaid. */
    public String subject() {
        return subject;
    }

    /** The most that a call may damage. */
    public Risk ceiling() {
        return ceiling;
    }

    /** The task as the model reads it: the text, then each input under its name. */
    Message message() {
        StringBuilder message = new StringBuilder(text);
        inputs.forEach((name, value) ->
                message.append("\n\n").append(name).append(":\n").append(value));
        return Message.user(message.toString());
    }

    @Override
    public String toString() {
        return text;
    }

    /** Collects a task. Not thread-safe. */
    public static final class Builder {
        private final String text;
        private final Map<String, String> inputs = new LinkedHashMap<>();
        private @Nullable OutputType<?> output;
        private @Nullable Budget budget;
        private @Nullable CompletionCheck success;
        private String subject = "";
        private Risk ceiling = Risk.DESTRUCTIVE;

        private Builder(String text) {
            if (text.isBlank()) {
                throw new IllegalArgumentException("a task must say what to do; its text is blank");
            }
            this.text = text;
        }

        /** Something the task is about, shown to the model under a name. */
        public Builder input(String name, String value) {
            if (inputs.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value")) != null) {
                throw new IllegalArgumentException("the task has two inputs named '" + name + "'");
            }
            return this;
        }

        /** Asks for an answer of this shape, which the model has to hand in by its {@code submit} tool. */
        public Builder output(OutputType<?> output) {
            this.output = Objects.requireNonNull(output, "output");
            return this;
        }

        /** Limits for this task instead of the harness's. */
        public Builder budget(Budget budget) {
            this.budget = Objects.requireNonNull(budget, "budget");
            return this;
        }

        /**
         * Has the answer checked before it is believed. An answer that needs revision goes back to the model with the
         * feedback, twice at most.
         */
        public Builder success(CompletionCheck check) {
            this.success = Objects.requireNonNull(check, "check");
            return this;
        }

        /** On whose behalf it is done, in words that the permission policy knows; nobody's unless told. */
        public Builder subject(String subject) {
            this.subject = Objects.requireNonNull(subject, "subject");
            return this;
        }

        /** The most that a call may damage: a {@code Permissions} policy denies what is riskier. No ceiling unless told. */
        public Builder ceiling(Risk ceiling) {
            this.ceiling = Objects.requireNonNull(ceiling, "ceiling");
            return this;
        }

        public Task build() {
            return new Task(this);
        }
    }
}
