package dev.agentharness.tools;

import dev.agentharness.model.ToolSpec;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Makes tools of the annotated methods of an object. */
final class MethodTools {

    private final Object target;

    private MethodTools(Object target) {
        this.target = target;
    }

    /** In the order of their names, because the JVM gives methods in none. */
    static List<Tool> of(Object target) {
        Map<String, Tool> tools = new TreeMap<>();
        for (Method method : annotated(target.getClass())) {
            Tool tool = new MethodTools(target).tool(method);
            if (tools.put(tool.spec().name(), tool) != null) {
                throw new IllegalArgumentException(name(method) + ": another method is the tool '"
                        + tool.spec().name() + "' already");
            }
        }
        if (tools.isEmpty()) {
            throw new IllegalArgumentException(
                    target.getClass().getName() + " has no method with @ToolMethod, not even an inherited one");
        }
        return List.copyOf(tools.values());
    }

    /** Also of superclasses, because frameworks hand out objects of generated subclasses. */
    private static List<Method> annotated(Class<?> type) {
        Map<String, Method> bySignature = new HashMap<>();
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            for (Method method : at.getDeclaredMethods()) {
                if (method.isAnnotationPresent(ToolMethod.class) && !method.isBridge()) {
                    bySignature.putIfAbsent(method.getName() + Arrays.toString(method.getParameterTypes()), method);
                }
            }
        }
        return bySignature.values().stream()
                .sorted(Comparator.comparing(Method::toString))
                .toList();
    }

    private Tool tool(Method method) {
        try {
            return read(method);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(name(method) + ": " + e.getMessage(), e);
        }
    }

    private Tool read(Method method) {
        if (Future.class.isAssignableFrom(method.getReturnType())) {
            throw new IllegalArgumentException("a tool returns when it is done, and no "
                    + method.getReturnType().getSimpleName());
        }
        if (!method.trySetAccessible()) {
            throw new IllegalArgumentException("not accessible: open its package to dev.agentharness.tools");
        }
        List<MethodParameter> arguments = Arrays.stream(method.getParameters())
                .filter(parameter -> parameter.getType() != ToolContext.class)
                .map(MethodTools::argument)
                .toList();
        if (arguments.stream().map(MethodParameter::name).distinct().count() < arguments.size()) {
            throw new IllegalArgumentException("two parameters have the same name");
        }
        Class<?>[] types = method.getParameterTypes();
        return new BoundTool<>(spec(method), Shape.of(arguments), (values, context) -> {
            Iterator<Object> next = values.iterator();
            return invoke(
                    method,
                    Arrays.stream(types)
                            .map(type -> type == ToolContext.class ? context : next.next())
                            .toArray());
        });
    }

    private static MethodParameter argument(Parameter parameter) {
        @Nullable ToolArgument said = parameter.getAnnotation(ToolArgument.class);
        String name = said == null || said.name().isEmpty() ? parameter.getName() : said.name();
        if (!parameter.isNamePresent() && name.equals(parameter.getName())) {
            throw new IllegalArgumentException("the name of parameter " + name
                    + " is not known: compile with -parameters, or annotate it with @ToolArgument(name = …)");
        }
        for (Annotation annotation : parameter.getAnnotations()) {
            if (annotation.annotationType().getName().startsWith("jakarta.validation.constraints.")) {
                throw new IllegalArgumentException("parameter '" + name + "' has "
                        + annotation.annotationType().getSimpleName()
                        + ", which counts on the components of records only: take a record");
            }
        }
        return new MethodParameter(name, parameter.getParameterizedType(), said == null ? "" : said.value());
    }

    private static ToolSpec.Builder spec(Method method) {
        ToolMethod said = method.getAnnotation(ToolMethod.class);
        ToolSpec.Builder spec = ToolSpec.builder(said.name().isEmpty() ? method.getName() : said.name(), said.value())
                .version(said.version())
                .effect(said.effect())
                .risk(said.risk())
                .scopes(said.scopes())
                .timeout(Duration.parse(said.timeout()))
                .maxOutputChars(said.maxOutputChars())
                .polling(said.polling())
                .idempotencyKeys(said.idempotencyKeys());
        if (!said.rateLimit().isEmpty()) {
            String[] parts = said.rateLimit().split("/", 2);
            if (parts.length < 2) {
                throw new IllegalArgumentException("a rate limit is written as 60/PT1M, not " + said.rateLimit());
            }
            spec.rateLimit(Integer.parseInt(parts[0].strip()), Duration.parse(parts[1].strip()));
        }
        if (said.concurrency() != 0) {
            spec.concurrency(said.concurrency());
        }
        if (!said.cacheFor().isEmpty()) {
            spec.cacheFor(Duration.parse(said.cacheFor()));
        }
        return spec;
    }

    private @Nullable Object invoke(Method method, Object[] arguments) throws Exception {
        try {
            Object result = method.invoke(target, arguments);
            return method.getReturnType() == void.class ? "Done." : result;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static String name(Method method) {
        return method.getDeclaringClass().getName() + "." + method.getName();
    }
}
