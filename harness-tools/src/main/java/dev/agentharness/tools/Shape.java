package dev.agentharness.tools;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Function;

/**
 * A JSON object of one shape: the schema that a model is shown for it, and how what the model wrote is checked against that
 * very schema and read. Immutable and thread-safe.
 *
 * @param <T> what it is read into
 */
final class Shape<T> {

    private final SchemaCheck check;
    private final Function<JsonNode, T> reader;

    private Shape(String schema, Function<JsonNode, T> reader) {
        this.check = SchemaCheck.of(schema);
        this.reader = reader;
    }

    /** The shape of a record. */
    static <T extends Record> Shape<T> of(Class<T> type) {
        return new Shape<>(RecordSchema.of(type), tree -> RecordJson.read(tree, type));
    }

    /** The shape of an object with a member for each of these, read into their values in this order. */
    static Shape<List<Object>> of(List<MethodParameter> parameters) {
        return new Shape<>(
                RecordSchema.of(parameters),
                tree -> parameters.stream()
                        .map(parameter -> RecordJson.readMember(tree, parameter.name(), parameter.type()))
                        .toList());
    }

    String schema() {
        return check.schema();
    }

    /**
     * Reads what a model wrote.
     *
     * @throws IllegalArgumentException if it does not fit, in words for the model: where, what was expected, what came
     */
    T read(String json) {
        JsonNode tree = RecordJson.tree(json);
        check.mistakes(tree).ifPresent(words -> {
            throw new IllegalArgumentException(words);
        });
        return reader.apply(tree);
    }
}
