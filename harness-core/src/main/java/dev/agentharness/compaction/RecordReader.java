package dev.agentharness.compaction;

import dev.agentharness.json.Json;
import dev.agentharness.run.Episode;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a record as a model hands it in. What is left out is taken for empty; what is of the wrong kind is refused. */
final class RecordReader {

    private RecordReader() {}

    /**
     * @throws IllegalArgumentException if it is no record
     */
    static Episode read(String json) {
        Map<String, @Nullable Object> record = Json.object(json);
        return new Episode(
                text(record.get("goal"), "goal"),
                texts(record, "constraints"),
                items(record, "decisions", item -> new Episode.Choice(member(item, "what"), member(item, "why"))),
                items(record, "facts", item -> new Episode.Fact(member(item, "text"), member(item, "source"))),
                texts(record, "open_tasks"),
                texts(record, "artefacts"),
                texts(record, "errors"));
    }

    private static List<String> texts(Map<String, @Nullable Object> record, String name) {
        return items(record, name, item -> text(item, name));
    }

    private static <T> List<T> items(
            Map<String, @Nullable Object> record, String name, Function<@Nullable Object, T> item) {
        Object items = record.get(name);
        if (items == null) {
            return List.of();
        }
        if (items instanceof List<?> list) {
            return list.stream().<T>map(item).toList();
        }
        throw new IllegalArgumentException("'" + name + "' must be an array but is " + Json.describe(items));
    }

    private static String member(@Nullable Object item, String name) {
        if (item instanceof Map<?, ?> object) {
            return text(object.get(name), name);
        }
        throw new IllegalArgumentException("expected an object with '" + name + "' but found " + Json.describe(item));
    }

    private static String text(@Nullable Object value, String name) {
        if (value == null) {
            return "";
        }
        if (value instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("'" + name + "' must be a string but is " + Json.describe(value));
    }
}
