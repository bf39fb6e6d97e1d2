package dev.agentharness.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agentharness.model.Effect;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import jakarta.validation.constraints.Min;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A tool of an annotated method")
class MethodToolsTest {

    enum Unit {
        METRIC,
        IMPERIAL
    }

    record Place(String city, Optional<String> country) {}

    static class Station {
        @ToolMethod(
                value = "The weather at a place",
                name = "weather",
                effect = Effect.READ_ONLY,
                risk = Risk.INTERNAL_READ)
        String weather(
                @ToolArgument("Where") Place place,
                LocalDate day,
                Optional<Unit> unit,
                OptionalInt hours,
                ToolContext context) {
            return place.city() + " " + day + " " + unit + " " + hours + " " + context.callId();
        }

        @ToolMethod(
                value = "Calibrates",
                version = "2",
                effect = Effect.IDEMPOTENT,
                risk = Risk.WRITE,
                scopes = {"station", "log"},
                timeout = "PT5S",
                maxOutputChars = 500,
                polling = true,
                rateLimit = "3/PT1M",
                concurrency = 1,
                idempotencyKeys = true)
        void calibrate(@ToolArgument(name = "by_degrees") double degrees) throws IOException {
            if (degrees > 10) {
                throw new IOException("off the scale");
            }
        }

        @ToolMethod(value = "Adds", effect = Effect.READ_ONLY, cacheFor = "PT1H")
        private static List<Integer> add(Map<String, List<Integer>> numbers) {
            return numbers.values().stream().flatMap(List::stream).toList();
        }

        void notATool() {}
    }

    /** As a framework would make it. */
    static class Proxy extends Station {
        @Override
        String weather(Place place, LocalDate day, Optional<Unit> unit, OptionalInt hours, ToolContext context) {
            return "through the proxy: " + super.weather(place, day, unit, hours, context);
        }
    }

    private final Map<String, Tool> tools = byName(new Station());

    private static Map<String, Tool> byName(Object object) {
        return Tools.fromMethods(object).stream()
                .collect(java.util.stream.Collectors.toMap(tool -> tool.spec().name(), tool -> tool));
    }

    @Test
    @DisplayName("is found wherever it is declared, in the order of the names")
    void found() {
        assertThat(Tools.fromMethods(new Proxy()))
                .extracting(tool -> tool.spec().name())
                .containsExactly("add", "calibrate", "weather");
    }

    @Test
    @DisplayName("takes its parameters by name, and the context besides")
    void binds() throws Exception {
        assertThat(Texts.call(tools.get("weather"), "{\"place\":{\"city\":\"Oslo\"},\"day\":\"2026-01-31\"}"))
                .isEqualTo("Oslo 2026-01-31 Optional.empty OptionalInt.empty call-1");
        assertThat(Texts.call(
                        tools.get("weather"),
                        "{\"hours\":3,\"unit\":\"METRIC\",\"place\":{\"city\":\"Oslo\"},\"day\":\"2026-01-31\"}"))
                .isEqualTo("Oslo 2026-01-31 Optional[METRIC] OptionalInt[3] call-1");
        assertThat(Texts.call(tools.get("add"), "{\"numbers\":{\"a\":[1,2],\"b\":[3]}}"))
                .matches("\\[1,2,3]|\\[3,1,2]");
    }

    @Test
    @DisplayName("calls an overriding method")
    void overriding() throws Exception {
        assertThat(Texts.call(
                        byName(new Proxy()).get("weather"), "{\"place\":{\"city\":\"Oslo\"},\"day\":\"2026-01-31\"}"))
                .startsWith("through the proxy: Oslo");
    }

    @Test
    @DisplayName("describes its parameters as a record's components are described")
    void schema() throws Exception {
        ObjectMapper mapper = new ObjectMapper();

        assertThat(mapper.readTree(tools.get("weather").spec().inputSchema())).isEqualTo(mapper.readTree("""
                {"type": "object",
                 "properties": {
                   "place": {
                     "type": "object",
                     "properties": {"city": {"type": "string"}, "country": {"type": "string"}},
                     "required": ["city"],
                     "additionalProperties": false,
                     "description": "Where"},
                   "day": {"type": "string", "format": "date"},
                   "unit": {"type": "string", "enum": ["METRIC", "IMPERIAL"]},
                   "hours": {"type": "integer"}},
                 "required": ["place", "day"],
                 "additionalProperties": false}"""));
    }

    @Test
    @DisplayName("shares the definition of a type that two parameters have")
    void sharedDefinitions() {
        class Routes {
            @ToolMethod("Finds a way")
            String route(@ToolArgument("From") Place start, Place end) {
                return start + " " + end;
            }
        }
        Tool route = Tools.fromMethods(new Routes()).get(0);

        assertThat(route.spec().inputSchema()).contains("\"$defs\"").containsOnlyOnce("\"country\"");
        assertThat(route.mistake(ToolInput.parse("{\"start\":{\"city\":\"A\"},\"end\":{\"city\":1}}")))
                .contains("The arguments do not fit: 'end.city' must be a string but is 1");
    }

    @Test
    @DisplayName("carries all that the annotation says")
    void spec() {
        ToolSpec spec = tools.get("calibrate").spec();

        assertThat(spec)
                .isEqualTo(ToolSpec.builder("calibrate", "Calibrates")
                        .version("2")
                        .inputSchema(spec.inputSchema())
                        .effect(Effect.IDEMPOTENT)
                        .risk(Risk.WRITE)
                        .scopes("station", "log")
                        .timeout(Duration.ofSeconds(5))
                        .maxOutputChars(500)
                        .polling(true)
                        .rateLimit(3, Duration.ofMinutes(1))
                        .concurrency(1)
                        .idempotencyKeys(true)
                        .build());
        assertThat(spec.required()).containsExactly("by_degrees");
        assertThat(tools.get("add").spec().cacheFor()).contains(Duration.ofHours(1));
    }

    @Test
    @DisplayName("says that a method without a result is done, and lets its exceptions pass")
    void results() throws Exception {
        assertThat(Texts.call(tools.get("calibrate"), "{\"by_degrees\":1.5}")).isEqualTo("Done.");
        assertThatThrownBy(() -> Texts.call(tools.get("calibrate"), "{\"by_degrees\":11}"))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(InvocationTargetException.class)
                .hasMessage("off the scale");
    }

    @Test
    @DisplayName("is not called with arguments that do not fit")
    void mistake() throws Exception {
        ToolOutput output = Texts.output(tools.get("weather"), "{\"place\":{\"town\":\"Oslo\"},\"day\":\"soon\"}");

        assertThat(output.error()).isTrue();
        assertThat(Texts.of(output))
                .contains("'place.city' is missing; it must be a string")
                .contains("'place.town' is unknown; known are city, country")
                .contains("'day' must be a date such as 2026-01-31 but is \"soon\"");
    }

    static class Twice {
        @ToolMethod("One")
        void go(int one) {}

        @ToolMethod("Other")
        void go(String other) {}
    }

    static class Later {
        @ToolMethod("Later")
        Future<String> later() {
            return new CompletableFuture<>();
        }
    }

    static class Wordless {
        @ToolMethod(" ")
        void wordless() {}
    }

    static class Untimely {
        @ToolMethod(value = "Waits", timeout = "a while")
        void untimely() {}
    }

    static class Lawless {
        @ToolMethod("Adds")
        void lawless(@Min(1) int number) {}
    }

    static class SameNames {
        @ToolMethod("Adds")
        void sameNames(@ToolArgument(name = "n") int one, @ToolArgument(name = "n") int other) {}
    }

    static class Unlimited {
        @ToolMethod(value = "Adds", rateLimit = "often")
        void unlimited() {}
    }

    @Test
    @DisplayName("is refused when it is made, by class, method and cause")
    void refusals() {
        assertRefused(new Object(), "java.lang.Object has no method with @ToolMethod");
        assertRefused(new Twice(), "Twice.go: another method is the tool 'go' already");
        assertRefused(new Later(), "Later.later: a tool returns when it is done, and no Future");
        assertRefused(new Wordless(), "Wordless.wordless: tool 'wordless' needs a description");
        assertRefused(new Untimely(), "Untimely.untimely: Text cannot be parsed to a Duration");
        assertRefused(new Lawless(), "Lawless.lawless: parameter 'number' has Min");
        assertRefused(new SameNames(), "SameNames.sameNames: two parameters have the same name");
        assertRefused(new Unlimited(), "Unlimited.unlimited: a rate limit is written as 60/PT1M, not often");
    }

    @Test
    @DisplayName("is refused when the names of its parameters were not compiled in")
    void namelessParameters() throws Exception {
        String source = """
                package generated;
                public class Nameless {
                    @dev.agentharness.tools.ToolMethod("Adds") public int add(int one, int other) { return one + other; }
                }
                """;
        Object nameless = Compiler.compile(List.of(new Compiler.Source("generated.Nameless", source)))
                .loadClass("generated.Nameless")
                .getDeclaredConstructor()
                .newInstance();

        assertRefused(
                nameless, "generated.Nameless.add: the name of parameter arg0 is not known: compile with -parameters");
    }

    private static void assertRefused(Object object, String words) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tools.fromMethods(object))
                .withMessageContaining(words);
    }
}
