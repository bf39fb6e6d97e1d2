package dev.agentharness.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The schema of a record")
class RecordSchemaTest {

    enum Unit {
        CELSIUS,
        FAHRENHEIT
    }

    record Place(
            @JsonPropertyDescription("The name of a city") String city,
            int days,
            Optional<Unit> unit,
            OptionalInt limit) {}

    record Plain(boolean flag, double share, LocalDate day, Map<String, Integer> counts) {}

    record Trip(Place start, List<Stop> stops) {}

    record Stop(@JsonProperty("stop_name") String name, Optional<List<String>> notes) {}

    record Tree(String name, List<Tree> children) {}

    record Nothing() {}

    @Test
    @DisplayName("describes each component, and requires those that are not optional")
    void components() throws Exception {
        assertSchema(Place.class, """
                {"type": "object",
                 "properties": {
                   "city": {"type": "string", "description": "The name of a city"},
                   "days": {"type": "integer"},
                   "unit": {"type": "string", "enum": ["CELSIUS", "FAHRENHEIT"]},
                   "limit": {"type": "integer"}},
                 "required": ["city", "days"],
                 "additionalProperties": false}""");
    }

    @Test
    @DisplayName("knows flags, numbers, dates and maps")
    void types() throws Exception {
        assertSchema(Plain.class, """
                {"type": "object",
                 "properties": {
                   "flag": {"type": "boolean"},
                   "share": {"type": "number"},
                   "day": {"type": "string", "format": "date"},
                   "counts": {"type": "object", "additionalProperties": {"type": "integer"}}},
                 "required": ["flag", "share", "day", "counts"],
                 "additionalProperties": false}""");
    }

    @Test
    @DisplayName("nests records and lists, under the names that Jackson reads")
    void nesting() throws Exception {
        JsonNode schema = schema(Trip.class);

        assertThat(schema.at("/properties/start/required").toString()).isEqualTo("[\"city\",\"days\"]");
        assertThat(schema.at("/properties/stops")).isEqualTo(tree("""
                {"type": "array",
                 "items": {
                   "type": "object",
                   "properties": {
                     "stop_name": {"type": "string"},
                     "notes": {"type": "array", "items": {"type": "string"}}},
                   "required": ["stop_name"],
                   "additionalProperties": false}}"""));
    }

    @Test
    @DisplayName("keeps the order in which the record declares its components")
    void order() {
        assertThat(RecordSchema.of(Place.class)).containsSubsequence("city", "days", "unit", "limit", "required");
    }

    @Test
    @DisplayName("ends for a record that holds itself")
    void recursion() throws Exception {
        assertThat(schema(Tree.class).at("/properties/children/items/$ref").asText())
                .isEqualTo("#");
    }

    @Test
    @DisplayName("accepts nothing for a record without components")
    void nothing() throws Exception {
        assertSchema(Nothing.class, """
                {"type": "object", "additionalProperties": false}""");
    }

    enum Colour {
        RED,
        @JsonProperty("light-blue")
        LIGHT_BLUE
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Circle.class, name = "circle"),
        @JsonSubTypes.Type(value = Square.class, name = "square")
    })
    sealed interface Figure permits Circle, Square {}

    record Circle(double radius) implements Figure {}

    record Square(double side, Optional<Colour> colour) implements Figure {}

    record Drawing(Figure figure, Colour background) {}

    @Test
    @DisplayName("offers each kind of a sealed type, and the words of an enum as Jackson reads them")
    void kinds() throws Exception {
        JsonNode schema = schema(Drawing.class);

        assertThat(schema.at("/properties/figure/anyOf/1")).isEqualTo(tree("""
                {"type": "object",
                 "properties": {
                   "side": {"type": "number"},
                   "colour": {"$ref": "#/$defs/Colour"},
                   "kind": {"const": "square"}},
                 "required": ["side", "kind"],
                 "additionalProperties": false}"""));
        assertThat(schema.at("/$defs/Colour"))
                .isEqualTo(tree("{\"type\": \"string\", \"enum\": [\"RED\", \"light-blue\"]}"));
    }

    record Constrained(
            @Min(1) @Max(9) int count,
            @Size(min = 2, max = 5) String code,
            @Pattern(regexp = "[A-Z]+") Optional<String> sign,
            List<@Positive Integer> sizes) {}

    @Test
    @DisplayName("states the constraints of jakarta.validation")
    void constraints() throws Exception {
        assertThat(schema(Constrained.class).get("properties")).isEqualTo(tree("""
                {"count": {"type": "integer", "minimum": 1, "maximum": 9},
                 "code": {"type": "string", "minLength": 2, "maxLength": 5},
                 "sign": {"type": "string", "pattern": "[A-Z]+"},
                 "sizes": {"type": "array", "items": {"type": "integer", "exclusiveMinimum": 0}}}"""));
    }

    @Test
    @DisplayName("says nothing of constraints where that jar is not")
    void withoutConstraints() throws Exception {
        ClassLoader without = new ClassLoader(getClass().getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (name.startsWith("jakarta.validation.")) {
                    throw new ClassNotFoundException(name);
                }
                boolean own = name.startsWith("dev.agentharness.tools.") || name.startsWith("com.github.victools.");
                return own && findLoadedClass(name) == null ? define(name) : super.loadClass(name, resolve);
            }

            private Class<?> define(String name) throws ClassNotFoundException {
                try (InputStream bytes = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                    byte[] all = bytes.readAllBytes();
                    return defineClass(name, all, 0, all.length);
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
        };
        Method of = without.loadClass(RecordSchema.class.getName()).getDeclaredMethod("of", Class.class);
        of.setAccessible(true);

        Object schema = of.invoke(null, without.loadClass(Constrained.class.getName()));

        assertThat(tree(schema.toString()).at("/properties/count")).isEqualTo(tree("{\"type\":\"integer\"}"));
    }

    record Scalars(
            LocalDateTime local,
            Instant instant,
            Locale language,
            Currency money,
            byte small,
            char letter,
            byte[] bytes) {}

    @Test
    @DisplayName("describes as one word or number what Jackson reads from one")
    void scalars() throws Exception {
        JsonNode properties = schema(Scalars.class).get("properties");

        assertThat(properties.get("instant")).isEqualTo(tree("{\"type\":\"string\",\"format\":\"date-time\"}"));
        assertThat(properties.get("language")).isEqualTo(tree("{\"type\":\"string\"}"));
        assertThat(properties.get("small")).isEqualTo(tree("{\"type\":\"integer\",\"minimum\":-128,\"maximum\":127}"));
        assertThat(properties.get("letter")).isEqualTo(tree("{\"type\":\"string\",\"minLength\":1,\"maxLength\":1}"));
        for (String name : List.of("local", "money", "bytes")) {
            assertThat(properties.get(name).get("type").asText()).as(name).isEqualTo("string");
        }
    }

    @Test
    @DisplayName("names no schema version, which a model would pay for at every turn")
    void noVersion() throws Exception {
        assertThat(schema(Place.class).has("$schema")).isFalse();
    }

    private static void assertSchema(Class<? extends Record> type, String expected) throws Exception {
        assertThat(schema(type)).isEqualTo(tree(expected));
    }

    private static JsonNode schema(Class<? extends Record> type) throws Exception {
        return tree(RecordSchema.of(type));
    }

    private static JsonNode tree(String json) throws Exception {
        return new ObjectMapper().readTree(json);
    }
}
