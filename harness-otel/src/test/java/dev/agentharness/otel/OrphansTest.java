package dev.agentharness.otel;

import static dev.agentharness.otel.Telemetry.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The spans of any run")
class OrphansTest {

    private static final long SEED = 20261122;
    private static final int RUNS = 300;
    private static final Telemetry telemetry = new Telemetry();

    @BeforeAll
    static void run() {
        for (int i = 0; i < RUNS; i++) {
            new RandomRuns(SEED + i, telemetry).run();
        }
    }

    @Test
    void have_their_parents_in_their_trace() {
        Map<String, Long> names = new TreeMap<>(
                telemetry.spans().stream().collect(Collectors.groupingBy(SpanData::getName, Collectors.counting())));
        System.out.println(names);
        System.out.println("evidence: otel.orphans = " + telemetry.orphans().size() + " of "
                + telemetry.spans().size() + " spans (" + RUNS + " runs, seed " + SEED + ")");
        assertThat(telemetry.orphans()).isEmpty();
        assertThat(names.keySet())
                .contains(
                        "execute_tool help",
                        "execute_tool deep",
                        "invoke_agent help",
                        "invoke_agent deep",
                        "execute_tool broken",
                        "execute_tool unknown",
                        "approve write",
                        "compact",
                        "GET");
    }

    @Test
    void are_all_ended_and_none_is_left_current() {
        assertThat(telemetry.open()).isZero();
        assertThat(Context.current()).isSameAs(Context.root());
    }

    @Test
    void of_tools_lie_within_their_calls() {
        Map<String, SpanData> byId =
                telemetry.spans().stream().collect(Collectors.toMap(SpanData::getSpanId, span -> span));

        assertThat(telemetry.spans("GET"))
                .isNotEmpty()
                .allMatch(span -> byId.get(span.getParentSpanId()).getName().equals("execute_tool fetch"));
        assertThat(telemetry.spans("invoke_agent help"))
                .allMatch(span -> byId.get(span.getParentSpanId()).getName().equals("execute_tool help"));
    }

    @Test
    void are_stamped() {
        assertThat(telemetry.spans())
                .filteredOn(span -> !span.getName().equals("GET"))
                .allMatch(span -> value(span, Ours.RUN) != null && value(span, Ours.INSTRUCTIONS) != null);
    }

    @Test
    void use_the_names_of_the_conventions() {
        Set<String> known = conventions();
        Set<String> used = telemetry.spans().stream()
                .flatMap(span -> span.getAttributes().asMap().keySet().stream())
                .map(Object::toString)
                .filter(name -> !name.startsWith("harness."))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(known).containsAll(used).hasSizeGreaterThan(50);
        assertThat(used).contains("gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.tool.name", "error.type");
        assertThat(telemetry.spans())
                .filteredOn(span -> span.getName().startsWith("chat"))
                .allMatch(span -> Objects.equals(value(span, GenAi.OPERATION), "chat")
                        && value(span, GenAi.PROVIDER) != null
                        && value(span, GenAi.REQUEST_MODEL) != null);
    }

    @Test
    void leave_nobody_waiting_in_the_metrics() {
        assertThat(telemetry.metrics())
                .filteredOn(metric -> metric.getName().equals("harness.approvals.waiting"))
                .singleElement()
                .satisfies(metric ->
                        assertThat(metric.getLongSumData().getPoints()).allMatch(point -> point.getValue() == 0));
    }

    private static Set<String> conventions() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(OrphansTest.class.getResourceAsStream("/gen-ai-1.41.1.txt")),
                StandardCharsets.UTF_8))) {
            return lines.lines().filter(line -> !line.startsWith("#")).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
