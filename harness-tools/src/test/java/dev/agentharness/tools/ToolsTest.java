package dev.agentharness.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentharness.budget.Budget;
import dev.agentharness.budget.BudgetTracker;
import dev.agentharness.model.Artefact;
import dev.agentharness.model.Content;
import dev.agentharness.model.Effect;
import dev.agentharness.model.Message;
import dev.agentharness.model.Risk;
import dev.agentharness.model.Role;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A tool of a record and a lambda")
class ToolsTest {

    record Place(String city, Optional<Integer> days) {}

    record Weather(String sky, int degrees, LocalDate day, Optional<String> warning) {}

    @Test
    @DisplayName("gives the lambda its arguments as the record")
    void binds() throws Exception {
        Tool tool = tool((place, context) -> place.city() + " " + place.days().orElse(1) + " " + context.callId());

        assertThat(text(call(tool, "{\"city\":\"Oslo\",\"days\":3}"))).isEqualTo("Oslo 3 call-1");
        assertThat(text(call(tool, "{\"city\":\"Oslo\"}"))).isEqualTo("Oslo 1 call-1");
    }

    @Test
    @DisplayName("shows the record's schema to the model")
    void schema() {
        ToolSpec spec = tool((place, context) -> "").spec();

        assertThat(spec.name()).isEqualTo("weather");
        assertThat(spec.inputSchema()).isEqualTo(RecordSchema.of(Place.class));
        assertThat(spec.required()).containsExactly("city");
    }

    @Test
    @DisplayName("gives the model a string as it is, and any other value as compact JSON")
    void results() throws Exception {
        Weather weather = new Weather("rain", 4, LocalDate.of(2026, 1, 31), Optional.empty());

        assertThat(text(call(tool((place, context) -> "{ as it is }"), "{\"city\":\"Oslo\"}")))
                .isEqualTo("{ as it is }");
        assertThat(text(call(tool((place, context) -> List.of(weather)), "{\"city\":\"Oslo\"}")))
                .isEqualTo("[{\"sky\":\"rain\",\"degrees\":4,\"day\":\"2026-01-31\",\"warning\":null}]");
    }

    @Test
    @DisplayName("passes an output on untouched")
    void output() throws Exception {
        ToolOutput closed = ToolOutput.error("the station is closed");

        assertThat(call(tool((place, context) -> closed), "{\"city\":\"Oslo\"}"))
                .isSameAs(closed);
    }

    @Test
    @DisplayName("shows a picture as one, and lists an artefact that it names")
    void picturesAndArtefacts() throws Exception {
        Content.Image chart = new Content.Image("image/png", "data:image/png;base64,AQID");
        Artefact report = new Artefact("report", "out/report.md");

        assertThat(call(tool((place, context) -> chart), "{\"city\":\"Oslo\"}").content())
                .containsExactly(chart);
        assertThat(ToolOutput.image("image/png", new byte[] {1, 2, 3}).content())
                .containsExactly(chart);
        ToolOutput made = call(tool((place, context) -> report), "{\"city\":\"Oslo\"}");
        assertThat(made.artefacts()).containsExactly(report);
        assertThat(text(made)).isEqualTo("report is at out/report.md");
    }

    @Test
    @DisplayName("says all that a spec can say")
    void everything() {
        ToolSpec spec = Tools.builder("t", "A tool", Place.class)
                .effect(Effect.READ_ONLY)
                .scopes("crm")
                .untrusted(true)
                .polling(true)
                .rateLimit(60, Duration.ofMinutes(1))
                .concurrency(4)
                .idempotencyKeys(true)
                .cacheFor(Duration.ofHours(1))
                .build((place, context) -> "")
                .spec();

        assertThat(spec)
                .isEqualTo(ToolSpec.builder("t", "A tool")
                        .inputSchema(RecordSchema.of(Place.class))
                        .effect(Effect.READ_ONLY)
                        .scopes("crm")
                        .untrusted(true)
                        .polling(true)
                        .rateLimit(60, Duration.ofMinutes(1))
                        .concurrency(4)
                        .idempotencyKeys(true)
                        .cacheFor(Duration.ofHours(1))
                        .build());
    }

    record Percent(int value) {
        Percent {
            if (value > 100) {
                throw new IllegalArgumentException("value must be at most 100 but is " + value);
            }
        }
    }

    @Test
    @DisplayName("finds before the call what the record's constructor refuses")
    void constructor() {
        Tool tool = Tools.readOnly("t", "A tool", Percent.class, (percent, context) -> "");

        assertThat(tool.mistake(ToolInput.parse("{\"value\":101}")))
                .contains("The arguments do not fit: value must be at most 100 but is 101");
        assertThat(tool.mistake(ToolInput.parse("{\"value\":100}"))).isEmpty();
    }

    @Test
    @DisplayName("tells the model what does not fit, and does not run then")
    void mismatch() throws Exception {
        Tool tool = tool((place, context) -> {
            throw new AssertionError("must not run");
        });

        ToolOutput output = call(tool, "{\"city\":\"Oslo\",\"days\":\"three\"}");

        assertThat(output.error()).isTrue();
        assertThat(text(output)).isEqualTo("The arguments do not fit: 'days' must be a whole number but is \"three\"");
    }

    @Test
    @DisplayName("lets the lambda's exceptions pass to the harness")
    void exceptions() {
        Tool tool = tool((place, context) -> {
            throw new java.io.IOException("the station does not answer");
        });

        assertThatThrownBy(() -> call(tool, "{\"city\":\"Oslo\"}")).hasMessage("the station does not answer");
    }

    @Test
    @DisplayName("has the effect it is made with, and the risk")
    void effectAndRisk() {
        Tools.Function<Place> function = (place, context) -> "";

        ToolSpec reads = Tools.readOnly("t", "A tool", Place.class, function).spec();
        ToolSpec sets = Tools.idempotent("t", "A tool", Risk.WRITE, Place.class, function)
                .spec();
        ToolSpec pays = Tools.nonIdempotent("t", "A tool", Risk.FINANCIAL, Place.class, function)
                .spec();

        assertThat(List.of(reads.effect(), sets.effect(), pays.effect()))
                .containsExactly(Effect.READ_ONLY, Effect.IDEMPOTENT, Effect.NON_IDEMPOTENT);
        assertThat(List.of(reads.risk(), sets.risk(), pays.risk()))
                .containsExactly(Risk.EXTERNAL_READ, Risk.WRITE, Risk.FINANCIAL);
    }

    @Test
    @DisplayName("takes at its worst what its builder is not told")
    void defaults() {
        ToolSpec spec = Tools.builder("t", "A tool", Place.class)
                .build((place, context) -> "")
                .spec();

        assertThat(spec.effect()).isEqualTo(Effect.NON_IDEMPOTENT);
        assertThat(spec.risk()).isEqualTo(Risk.DESTRUCTIVE);
    }

    @Test
    @DisplayName("keeps what its builder is told")
    void builder() {
        ToolSpec spec = Tools.builder("t", "A tool", Place.class)
                .effect(Effect.READ_ONLY)
                .risk(Risk.INTERNAL_READ)
                .timeout(Duration.ofSeconds(5))
                .maxOutputChars(500)
                .version("7")
                .build((place, context) -> "")
                .spec();

        assertThat(spec)
                .isEqualTo(ToolSpec.builder("t", "A tool")
                        .inputSchema(RecordSchema.of(Place.class))
                        .effect(Effect.READ_ONLY)
                        .risk(Risk.INTERNAL_READ)
                        .timeout(Duration.ofSeconds(5))
                        .maxOutputChars(500)
                        .version("7")
                        .build());
    }

    @Test
    @DisplayName("may be made of a record that is declared in a method")
    void localRecord() throws Exception {
        record City(String name) {}

        Tool tool = Tools.readOnly("t", "A tool", City.class, (city, context) -> city.name());

        assertThat(text(call(tool, "{\"name\":\"Oslo\"}"))).isEqualTo("Oslo");
    }

    private static Tool tool(Tools.Function<Place> function) {
        return Tools.readOnly("weather", "The weather at a place, now", Place.class, function);
    }

    private static ToolOutput call(Tool tool, String arguments) throws Exception {
        BudgetTracker budget = BudgetTracker.root("run", Budget.standard(), Clock.systemUTC());
        return tool.call(ToolInput.parse(arguments), new ToolContext("run-1", "call-1", Instant.MAX, budget));
    }

    private static String text(ToolOutput output) {
        return new Message(Role.USER, output.content()).text();
    }
}
