package dev.agentharness.permission;

import dev.agentharness.json.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One of these very values. */
record OneOf(Set<String> values) implements ValuePattern {

    static OneOf of(List<? extends @Nullable Object> values) {
        return new OneOf(values.stream().map(Json::canonical).collect(Collectors.toSet()));
    }

    @Override
    public boolean surely(@Nullable Object value) {
        return isScalar(value) && values.contains(Json.canonical(value));
    }

    @Override
    public boolean possibly(@Nullable Object value) {
        return !isScalar(value) || surely(value);
    }

    private static boolean isScalar(@Nullable Object value) {
        return value instanceof String || value instanceof BigDecimal || value instanceof Boolean;
    }
}
