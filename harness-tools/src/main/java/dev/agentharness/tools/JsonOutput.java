package dev.agentharness.tools;

import dev.agentharness.run.OutputType;
import java.util.Objects;

/**
 * Asks for an answer in the shape of a record. Immutable and thread-safe.
 *
 * <pre>{@code
 * JsonOutput<Verdict> verdict = JsonOutput.of(Verdict.class);
 * RunResult result = harness.run(Task.builder("…").output(verdict).build());
 * Optional<Verdict> answer = result.output(verdict);
 * }</pre>
 *
 * <p>Reading is strict: a component that is missing, mistyped or unknown is refused, and so is whatever the record's own
 * constructor refuses. The model reads the reason and may hand in a better answer, so let the constructor's messages say
 * what would be right.
 *
 * @param <T> the record
 */
public final class JsonOutput<T extends Record> implements OutputType<T> {

    private final Class<T> type;
    private final Shape<T> shape;

    private JsonOutput(Class<T> type) {
        this.type = Objects.requireNonNull(type, "type");
        this.shape = Shape.of(type);
    }

    public static <T extends Record> JsonOutput<T> of(Class<T> type) {
        return new JsonOutput<>(type);
    }

    @Override
    public String schema() {
        return shape.schema();
    }

    @Override
    public T read(String json) {
        return shape.read(json);
    }

    @Override
    public String toString() {
        return "JsonOutput[" + type.getSimpleName() + "]";
    }
}
