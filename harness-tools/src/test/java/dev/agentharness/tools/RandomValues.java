package dev.agentharness.tools;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes up records of a type, within the constraints on their components. */
final class RandomValues {

    private static final String LETTERS = "aZ09 \"\\/\n\t\u0001{}[]:,'äß漢\u2028€";

    private final Random random;
    private final Map<Class<?>, Supplier<Object>> scalars;

    RandomValues(Random random) {
        this.random = random;
        this.scalars = Map.ofEntries(
                Map.entry(double.class, () -> random.nextGaussian() * Math.pow(10, random.nextInt(30) - 15)),
                Map.entry(float.class, random::nextFloat),
                Map.entry(boolean.class, random::nextBoolean),
                Map.entry(Boolean.class, random::nextBoolean),
                Map.entry(char.class, () -> LETTERS.charAt(random.nextInt(LETTERS.length()))),
                Map.entry(BigDecimal.class, () -> new BigDecimal(new BigInteger(90, random), random.nextInt(40) - 10)),
                Map.entry(BigInteger.class, () -> new BigInteger(100, random).negate()),
                Map.entry(LocalDate.class, () -> LocalDate.ofEpochDay(random.nextInt(80_000) - 20_000)),
                Map.entry(LocalTime.class, this::time),
                Map.entry(
                        LocalDateTime.class,
                        () -> LocalDate.ofEpochDay(random.nextInt(40_000)).atTime(time())),
                Map.entry(Instant.class, this::instant),
                Map.entry(
                        OffsetDateTime.class,
                        () -> instant().atOffset(ZoneOffset.ofTotalSeconds(60 * (random.nextInt(1440) - 720)))),
                Map.entry(Duration.class, () -> Duration.ofSeconds(random.nextInt(1_000_000))),
                Map.entry(Period.class, () -> Period.of(random.nextInt(5), random.nextInt(12), random.nextInt(40))),
                Map.entry(YearMonth.class, () -> YearMonth.of(1900 + random.nextInt(200), 1 + random.nextInt(12))),
                Map.entry(Year.class, () -> Year.of(1900 + random.nextInt(200))),
                Map.entry(DayOfWeek.class, () -> DayOfWeek.of(1 + random.nextInt(7))),
                Map.entry(UUID.class, () -> new UUID(random.nextLong(), random.nextLong())),
                Map.entry(Currency.class, () -> Currency.getInstance(random.nextBoolean() ? "EUR" : "JPY")),
                Map.entry(Locale.class, () -> random.nextBoolean() ? Locale.GERMANY : Locale.ENGLISH),
                Map.entry(ZoneOffset.class, () -> ZoneOffset.ofHours(random.nextInt(37) - 18)),
                Map.entry(URI.class, () -> URI.create("https://example.org/" + random.nextInt(100) + "?q=a%20b")),
                Map.entry(OptionalInt.class, () -> random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(7)),
                Map.entry(OptionalLong.class, () -> random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(-7)),
                Map.entry(
                        OptionalDouble.class,
                        () -> random.nextBoolean() ? OptionalDouble.empty() : OptionalDouble.of(0.5)));
    }

    Record of(Class<? extends Record> type) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        try {
            for (int i = 0; i < values.length; i++) {
                AnnotatedElement constraints = type.getDeclaredField(components[i].getName());
                values[i] = value(components[i].getGenericType(), constraints);
            }
            Constructor<? extends Record> constructor = type.getDeclaredConstructor(
                    Stream.of(components).map(RecordComponent::getType).toArray(Class[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private Object value(Type type, AnnotatedElement constraints) {
        if (type instanceof ParameterizedType generic) {
            Type[] of = generic.getActualTypeArguments();
            int most = constraints.isAnnotationPresent(Size.class)
                    ? constraints.getAnnotation(Size.class).max()
                    : 4;
            Stream<Object> items = IntStream.range(0, random.nextInt(most + 1)).mapToObj(i -> plain(of[of.length - 1]));
            if (generic.getRawType() == Optional.class) {
                return random.nextBoolean() ? Optional.empty() : Optional.of(plain(of[0]));
            }
            if (generic.getRawType() == Map.class) {
                Map<String, Object> map = new LinkedHashMap<>();
                items.forEach(item -> map.put(text(0, 5), item));
                return map;
            }
            return generic.getRawType() == Set.class ? new HashSet<>(items.toList()) : items.toList();
        }
        Class<?> raw = (Class<?>) type;
        if (raw == String.class) {
            Size size = constraints.getAnnotation(Size.class);
            return size == null ? text(0, 12) : text(size.min(), size.max());
        }
        if (raw.isEnum()) {
            return raw.getEnumConstants()[random.nextInt(raw.getEnumConstants().length)];
        }
        if (raw == RandomRecords.Figure.class) {
            return of(random.nextBoolean() ? RandomRecords.Circle.class : RandomRecords.Square.class);
        }
        if (raw.isRecord()) {
            return of(raw.asSubclass(Record.class));
        }
        Class<?> unboxed = java.lang.invoke.MethodType.methodType(raw).unwrap().returnType();
        return scalars.getOrDefault(unboxed, () -> whole(unboxed, constraints)).get();
    }

    private Object plain(Type type) {
        return value(type, RandomValues.class);
    }

    private Object whole(Class<?> type, AnnotatedElement constraints) {
        Min min = constraints.getAnnotation(Min.class);
        Max max = constraints.getAnnotation(Max.class);
        if (min != null && max != null) {
            return (int) min.value() + random.nextInt((int) (max.value() - min.value() + 1));
        }
        if (constraints.isAnnotationPresent(Positive.class)) {
            return 1 + (random.nextLong() >>> 1) / 2;
        }
        if (type == int.class) {
            return random.nextInt();
        }
        if (type == short.class) {
            return (short) random.nextInt();
        }
        if (type == byte.class) {
            return (byte) random.nextInt();
        }
        if (type == long.class) {
            return random.nextLong();
        }
        throw new IllegalStateException("no values of " + type);
    }

    /** Its length counts characters as a reader does, some of which take two chars. */
    private String text(int min, int max) {
        StringBuilder text = new StringBuilder();
        for (int i = min + random.nextInt(max - min + 1); i > 0; i--) {
            if (random.nextInt(10) == 0) {
                text.append("\uD83D\uDE80");
            } else {
                text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
            }
        }
        return text.toString();
    }

    private LocalTime time() {
        return LocalTime.ofNanoOfDay((long) (random.nextDouble() * 86_400_000_000_000L));
    }

    private Instant instant() {
        return Instant.ofEpochSecond(random.nextInt(2_000_000_000), random.nextInt(1_000_000_000));
    }
}
