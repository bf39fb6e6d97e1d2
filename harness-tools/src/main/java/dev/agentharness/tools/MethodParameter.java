package dev.agentharness.tools;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A parameter of a method that a model writes an argument for. */
record MethodParameter(String name, Type type, String description) {

    private static final Map<Type, Type> PRIMITIVES =
            Map.of(OptionalInt.class, int.class, OptionalLong.class, long.class, OptionalDouble.class, double.class);

    boolean isOptional() {
        return PRIMITIVES.containsKey(type) || isOptionalOf();
    }

    /** The type of what is written for it, if something is. */
    Type content() {
        return isOptionalOf()
                ? ((ParameterizedType) type).getActualTypeArguments()[0]
                : PRIMITIVES.getOrDefault(type, type);
    }

    private boolean isOptionalOf() {
        return type instanceof ParameterizedType generic && generic.getRawType() == Optional.class;
    }
}
