package dev.agentharness.permission;

import dev.agentharness.json.Json;
import dev.agentharness.model.ToolSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a rule looks at.
 *
 * @param arguments the arguments of the call, read
 * @param tainted whether text of outsiders is in the conversation
 */
record Situation(ToolSpec tool, Map<String, @Nullable Object> arguments, boolean tainted) {

    /**
     * @throws IllegalArgumentException if the arguments are no JSON object
     */
    static Situation of(ToolSpec tool, String arguments, boolean tainted) {
        return new Situation(tool, Json.object(arguments.isBlank() ? "{}" : arguments), tainted);
    }

    /** Stands for what is not as the rule expects it: surely nothing and possibly anything. */
    private static final Object UNREADABLE = new Object();

    /** The values of an argument, {@code a.b} being b within a; those of an array one by one; none if it is not there. */
    List<Object> values(String argument) {
        List<Object> values = new ArrayList<>();
        collect(arguments, List.of(argument.split("\\.")), values);
        return values;
    }

    private static void collect(Object value, List<String> path, List<Object> values) {
        if (value instanceof List<?> items) {
            items.forEach(item -> collect(item == null ? UNREADABLE : item, path, values));
        } else if (path.isEmpty()) {
            values.add(value);
        } else if (value instanceof Map<?, ?> members) {
            Object member = members.get(path.get(0));
            if (member != null) {
                collect(member, path.subList(1, path.size()), values);
            }
        } else {
            values.add(UNREADABLE);
        }
    }
}
