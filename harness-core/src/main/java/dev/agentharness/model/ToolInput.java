package dev.agentharness.model;

import dev.agentharness.json.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a call, as a tool reads them. Immutable.
 *
 * <p>The accessors throw {@link IllegalArgumentException} for a missing or mistyped argument, with a message meant for
 * the model; a tool can let it pass, the harness tells the model.
 */
public final class ToolInput {

    private final String json;
    private final Map<String, @Nullable Object> values;

    private ToolInput(String json, Map<String, @Nullable Object> values) {
        this.json = json;
        this.values = values;
    }

    /**
     * Reads arguments. A blank text counts as an object without members: models write that for a tool without
     * parameters.
     *
     * @throws IllegalArgumentException if the text is no JSON object, with the place and the cause
     */
    public static ToolInput parse(String arguments) {
        String json = arguments.isBlank() ? "{}" : arguments;
        return new ToolInput(json, Json.object(json));
    }

    /** The arguments as the model wrote them. */
    public String json() {
        return json;
    }

    /** The arguments with sorted keys and no spaces: equal arguments have equal texts. */
    public String canonical() {
        return Json.canonical(values);
    }

    /** Whether the argument is there and not null. */
    public boolean has(String name) {
        return values.get(name) != null;
    }

    public String string(String name) {
        return get(name, String.class, "a string");
    }

    public Optional<String> optionalString(String name) {
        return has(name) ? Optional.of(string(name)) : Optional.empty();
    }

    public long integer(String name) {
        BigDecimal number = number(name);
        try {
            return number.longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("argument '" + name + "' must be a whole number but is " + number, e);
        }
    }

    public BigDecimal number(String name) {
        return get(name, BigDecimal.class, "a number");
    }

    public boolean flag(String name) {
        return get(name, Boolean.class, "true or false");
    }

    /** A list of strings. */
    public List<String> strings(String name) {
        List<?> items = get(name, List.class, "an array");
        for (Object item : items) {
            if (!(item instanceof String)) {
                throw new IllegalArgumentException(
                        "argument '" + name + "' must hold strings only but has " + Json.describe(item));
            }
        }
        return items.stream().map(String.class::cast).toList();
    }

    private <T> T get(String name, Class<T> type, String expected) {
        Object value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("argument '" + name + "' is missing; it must be " + expected);
        }
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(
                    "argument '" + name + "' must be " + expected + " but is " + Json.describe(value));
        }
        return type.cast(value);
    }

    @Override
    public String toString() {
        return json;
    }
}
