package dev.agentharness.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Makes up records as Java source, and compiles them. */
public final class RandomRecords {

    private static final List<String> SCALARS = List.of(
            "int",
            "long",
            "short",
            "byte",
            "Integer",
            "Long",
            "double",
            "float",
            "boolean",
            "Boolean",
            "char",
            "String",
            "String",
            "java.math.BigDecimal",
            "java.math.BigInteger",
            "java.time.LocalDate",
            "java.time.LocalTime",
            "java.time.LocalDateTime",
            "java.time.Instant",
            "java.time.OffsetDateTime",
            "java.time.Duration",
            "java.time.Period",
            "java.time.YearMonth",
            "java.time.Year",
            "java.time.DayOfWeek",
            "java.util.UUID",
            "java.util.Currency",
            "java.util.Locale",
            "java.time.ZoneOffset",
            "java.net.URI",
            "dev.agentharness.tools.RandomRecords.Colour",
            "dev.agentharness.tools.RandomRecords.Figure");

    private static final List<String> OPTIONALS =
            List.of("java.util.OptionalInt", "java.util.OptionalLong", "java.util.OptionalDouble");

    private static final List<String> CONSTRAINTS = List.of(
            "@jakarta.validation.constraints.Min(-5) @jakarta.validation.constraints.Max(20) int",
            "@jakarta.validation.constraints.Positive long",
            "@jakarta.validation.constraints.Size(min = 2, max = 7) String",
            "@jakarta.validation.constraints.Size(max = 3) java.util.List<String>",
            "@com.fasterxml.jackson.annotation.JsonPropertyDescription(\"What it is\") String");

    private final Random random;
    private final List<String> sources = new ArrayList<>();
    private int records;

    RandomRecords(Random random) {
        this.random = random;
    }

    /** One name of these is not Java's. */
    public enum Colour {
        RED,
        @com.fasterxml.jackson.annotation.JsonProperty("light-blue")
        LIGHT_BLUE,
        GREEN
    }

    @com.fasterxml.jackson.annotation.JsonTypeInfo(
            use = com.fasterxml.jackson.annotation.JsonTypeInfo.Id.NAME,
            property = "kind")
    @com.fasterxml.jackson.annotation.JsonSubTypes({
        @com.fasterxml.jackson.annotation.JsonSubTypes.Type(value = Circle.class, name = "circle"),
        @com.fasterxml.jackson.annotation.JsonSubTypes.Type(value = Square.class, name = "square")
    })
    public sealed interface Figure permits Circle, Square {}

    public record Circle(double radius) implements Figure {}

    public record Square(int side, java.util.Optional<String> label) implements Figure {}

    /** So many records, and those that they hold, in classes of a hundred. */
    List<Class<? extends Record>> compile(int count) {
        List<Compiler.Source> classes = new ArrayList<>();
        List<String> roots = new ArrayList<>();
        while (roots.size() < count) {
            String holder = "Generated" + classes.size();
            sources.clear();
            for (int i = 0; i < 100 && roots.size() < count; i++) {
                roots.add("generated." + holder + "$" + record(0));
            }
            classes.add(new Compiler.Source(
                    "generated." + holder,
                    "package generated;\npublic final class " + holder + " {\n" + String.join("\n", sources)
                            + "\n}\n"));
        }
        ClassLoader loader = Compiler.compile(classes);
        return roots.stream()
                .<Class<? extends Record>>map(name -> load(loader, name))
                .toList();
    }

    private static Class<? extends Record> load(ClassLoader loader, String name) {
        try {
            return loader.loadClass(name).asSubclass(Record.class);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private String record(int depth) {
        String name = "R" + records++;
        String components = IntStream.range(0, 1 + random.nextInt(6))
                .mapToObj(i -> component(depth) + " c" + i)
                .collect(Collectors.joining(", "));
        sources.add("public record " + name + "(" + components + ") {}");
        return name;
    }

    private String component(int depth) {
        return switch (random.nextInt(10)) {
            case 0 -> pick(OPTIONALS);
            case 1, 2 -> "java.util.Optional<" + boxed(type(depth + 1)) + ">";
            case 3 -> pick(CONSTRAINTS);
            default -> type(depth);
        };
    }

    private String type(int depth) {
        if (depth > 2) {
            return pick(SCALARS);
        }
        return switch (random.nextInt(10)) {
            case 0 -> "java.util.List<" + boxed(type(depth + 1)) + ">";
            case 1 -> "java.util.Map<String, " + boxed(type(depth + 1)) + ">";
            case 2 -> "java.util.Set<" + boxed(type(depth + 1)) + ">";
            case 3 -> record(depth + 1);
            default -> pick(SCALARS);
        };
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static String boxed(String type) {
        return switch (type) {
            case "int" -> "Integer";
            case "char" -> "Character";
            case "long", "short", "byte", "double", "float", "boolean" ->
                Character.toUpperCase(type.charAt(0)) + type.substring(1);
            default -> type;
        };
    }
}
