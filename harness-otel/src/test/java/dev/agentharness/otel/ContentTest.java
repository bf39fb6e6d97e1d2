package dev.agentharness.otel;

import static dev.agentharness.otel.Telemetry.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.run.Failure;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunListener;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What was said in a run")
class ContentTest {

    private final Telemetry telemetry = new Telemetry();
    private final List<String> canaries = new ArrayList<>();

    @Test
    void does_not_leave_the_process_unless_asked_for() {
        drive(Tracing.of(telemetry.sdk()), this::canary);

        String everything = telemetry.everything();
        List<String> leaked = canaries.stream().filter(everything::contains).toList();
        System.out.println("evidence: otel.canaries = " + leaked.size() + " of " + canaries.size() + " leaked");
        assertThat(leaked).isEmpty();
        assertThat(canaries).hasSizeGreaterThan(20);
    }

    @Test
    void is_in_the_trace_where_it_is_asked_for() {
        drive(Tracing.builder(telemetry.sdk()).recordContent(true).build(), this::canary);

        String everything = telemetry.everything();
        List<String> shown = canaries.stream().filter(everything::contains).toList();
        System.out.println("evidence: otel.canaries.asked-for = " + shown.size() + " of " + canaries.size() + " shown");
        assertThat(canaries)
                .filteredOn(canary -> !shown.contains(canary))
                .allMatch(canary -> canary.matches("(history|hint|seal|cleared|closing|below)-.*"));
        assertThat(value(telemetry.spans("execute_tool read").get(0), GenAi.ARGUMENTS))
                .contains("arguments");
        assertThat(value(telemetry.spans("invoke_agent clerk").get(0), GenAi.INPUT))
                .contains("task");
    }

    @Test
    void is_without_secrets_even_then() {
        String key = "sk-" + "a1B2c3D4".repeat(4);

        drive(Tracing.builder(telemetry.sdk()).recordContent(true).build(), text -> text + " " + key + " end");

        assertThat(telemetry.everything()).doesNotContain(key).contains("task [redacted] end");
    }

    @Test
    void is_cleaned_of_what_the_application_calls_secret_before_it_is_shortened() {
        Tracing tracing = Tracing.builder(telemetry.sdk())
                .recordContent(true)
                .longestText(12)
                .redacting(text -> text.replace("4111111111111111", "[card]"))
                .build();

        drive(tracing, text -> "pay 4111111111111111 " + text);

        assertThat(telemetry.everything()).doesNotContain("4111").contains("pay [card] i… [");
    }

    @Test
    void is_left_out_where_it_cannot_be_cleaned() {
        Tracing tracing = Tracing.builder(telemetry.sdk())
                .recordContent(true)
                .redacting(text -> {
                    throw new IllegalStateException("out of order");
                })
                .build();

        drive(tracing, this::canary);

        assertThat(telemetry.everything()).doesNotContain("canary").contains("[redacted]");
        assertThat(telemetry.open()).isZero();
    }

    @Test
    void is_the_json_that_the_conventions_describe() {
        drive(Tracing.builder(telemetry.sdk()).recordContent(true).build(), text -> text + " \"quoted\"\n");

        List<SpanData> chats = telemetry.spans("chat model-1");
        assertThat(value(chats.get(1), GenAi.OUTPUT))
                .isEqualTo("[{\"role\":\"assistant\",\"parts\":["
                        + "{\"type\":\"reasoning\",\"content\":\"thinking \\\"quoted\\\"\\u000a\"},"
                        + "{\"type\":\"text\",\"content\":\"reply \\\"quoted\\\"\\u000a\"},"
                        + "{\"type\":\"tool_call\",\"id\":\"call-1\",\"name\":\"read\",\"arguments\":"
                        + "\"{\\\"path\\\":\\\"arguments \\\"quoted\\\"\\u000a\\\"}\"},"
                        + "{\"type\":\"tool_call\",\"id\":\"call-2\",\"name\":\"made-up \\\"quoted\\\"\\u000a\","
                        + "\"arguments\":\"{}\"}],\"finish_reason\":\"tool_call\"}]");
    }

    private String canary(String text) {
        String canary = text + "-canary-" + canaries.size();
        canaries.add(canary);
        return canary;
    }

    /** Every kind of event, and every way to end that has words. */
    private void drive(Tracing tracing, UnaryOperator<String> planted) {
        List<Told> story = story(planted);
        for (RunListener listener : List.of(tracing, Metrics.of(telemetry.sdk()))) {
            story.forEach(told -> listener.onEvent(told.runId, told.event));
        }
    }

    private static List<Told> story(UnaryOperator<String> planted) {
        Failure fault = new Failure("harness.fault", planted.apply("fault"));
        List<Told> story = new ArrayList<>(List.of(new Told(Events.RUN, Events.started(planted))));
        Events.others(planted).forEach(event -> story.add(new Told(Events.RUN, event)));
        story.add(new Told(Events.RUN, Events.ended(planted)));
        story.add(new Told(Events.RUN, Events.resumed(planted)));
        story.add(new Told(Events.RUN, new RunEvent.Ended(Events.at(40), new Outcome.Failed(fault))));
        story.add(new Told("run-2", Events.started(text -> text)));
        story.add(new Told("run-2", new RunEvent.Ended(Events.at(1), new Outcome.Completed(planted.apply("answer")))));
        return story;
    }

    private record Told(String runId, RunEvent event) {}
}
