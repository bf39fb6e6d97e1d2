package dev.agentharness.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.agentharness.run.RunEvent;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The metrics")
class MetricsTest {

    private final Telemetry telemetry = new Telemetry();
    private final Metrics metrics = Metrics.of(telemetry.sdk());

    @Test
    void measure_tokens_and_tries_of_the_model_under_the_names_of_the_conventions() {
        drive("run-1");

        assertThat(telemetry.metrics())
                .filteredOn(metric -> metric.getName().startsWith("gen_ai."))
                .extracting(MetricData::getName, MetricData::getUnit)
                .containsExactlyInAnyOrder(
                        tuple("gen_ai.client.token.usage", "{token}"), tuple("gen_ai.client.operation.duration", "s"));
        assertThat(histogram("gen_ai.client.token.usage"))
                .extracting(point -> point.getAttributes().get(GenAi.TOKEN_TYPE) + " " + point.getSum())
                .containsExactlyInAnyOrder("input 20.0", "output 10.0");
        assertThat(histogram("gen_ai.client.operation.duration"))
                .extracting(point -> point.getAttributes().get(GenAi.REQUEST_MODEL) + " "
                        + point.getAttributes().get(GenAi.ERROR) + " " + point.getSum())
                .containsExactlyInAnyOrder("model-1 overloaded 1.0", "model-2 timeout 1.0", "model-1 null 1.0");
        assertThat(histogram("gen_ai.client.token.usage").get(0).getBoundaries())
                .startsWith(1.0, 4.0, 16.0)
                .hasSize(14);
    }

    @Test
    void measure_runs_with_what_was_drawn_on_them_and_calls() {
        drive("run-1");

        assertThat(histogram("harness.run.cost").get(0).getSum()).isEqualTo(0.06);
        assertThat(histogram("harness.run.duration").get(0).getSum()).isEqualTo(24);
        assertThat(histogram("harness.run.cost").get(0).getAttributes())
                .isEqualTo(Attributes.of(Ours.OUTCOME, "blocked", Ours.NESTED, false, GenAi.AGENT, "clerk"));
        assertThat(histogram("harness.tool.duration").get(0).getSum()).isEqualTo(3);
        assertThat(counted("harness.decisions")).containsExactly(1L, 1L);
        assertThat(counted("harness.compactions")).containsExactly(1L);
        assertThat(counted("harness.prefix_changes")).containsExactly(1L);
        assertThat(counted("harness.budget.warnings")).containsExactly(1L);
        assertThat(counted("harness.limits.reached")).containsExactly(1L);
        assertThat(counted("harness.model.failures")).containsExactly(1L, 1L);
    }

    @Test
    void say_how_many_calls_wait_for_a_person() {
        List<RunEvent> events = new ArrayList<>(List.of(Events.started(text -> text)));
        events.addAll(Events.others(text -> text));
        events.subList(events.indexOf(asked(events)), events.size()).clear();
        events.forEach(event -> metrics.onEvent("run-1", event));

        assertThat(counted("harness.approvals.waiting")).containsExactly(1L);
        metrics.onClose("run-1");
        assertThat(counted("harness.approvals.waiting")).containsExactly(0L);
    }

    @Test
    void count_by_few_values_however_many_runs_there_are() {
        for (int i = 0; i < 200; i++) {
            drive("run-" + i);
        }

        assertThat(telemetry.metrics())
                .allSatisfy(metric -> assertThat(metric.getData().getPoints()).hasSizeLessThanOrEqualTo(3));
        assertThat(telemetry.metrics().toString()).doesNotContain("run-1");
    }

    private static RunEvent asked(List<RunEvent> events) {
        return events.stream()
                .filter(RunEvent.PersonAsked.class::isInstance)
                .findFirst()
                .orElseThrow();
    }

    private void drive(String runId) {
        Stream.of(
                        Stream.of(Events.started(text -> text)),
                        Events.others(text -> text).stream(),
                        Stream.of(Events.ended(text -> text)))
                .flatMap(events -> events)
                .forEach(event -> metrics.onEvent(runId, event));
    }

    private List<HistogramPointData> histogram(String name) {
        return metric(name).getHistogramData().getPoints().stream().collect(Collectors.toList());
    }

    private List<Long> counted(String name) {
        return metric(name).getLongSumData().getPoints().stream()
                .map(LongPointData::getValue)
                .toList();
    }

    private MetricData metric(String name) {
        return telemetry.metrics().stream()
                .filter(metric -> metric.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric " + name));
    }
}
