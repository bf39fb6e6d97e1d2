package dev.agentharness.otel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.run.RunEvent;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Every event")
class EveryEventTest {

    private static final UnaryOperator<String> PLAIN = text -> text;

    @Test
    void leaves_its_mark_on_the_trace() {
        List<RunEvent> all = all();
        String whole = trace(all);
        Set<Class<?>> traced = new HashSet<>();
        for (RunEvent event : all) {
            Class<?> kind = event.getClass();
            List<RunEvent> without =
                    all.stream().filter(Predicate.not(kind::isInstance)).toList();
            if (!trace(without).equals(whole)) {
                traced.add(kind);
            }
        }

        Class<?>[] kinds = RunEvent.class.getPermittedSubclasses();
        System.out.println("evidence: otel.events = " + traced.size() + " of " + kinds.length + " kinds traced");
        assertThat(traced).containsExactlyInAnyOrder(kinds);
    }

    private static List<RunEvent> all() {
        List<RunEvent> all = new ArrayList<>(List.of(Events.started(PLAIN)));
        all.addAll(Events.others(PLAIN));
        all.add(Events.ended(PLAIN));
        all.add(Events.resumed(PLAIN));
        return all;
    }

    /** What can be seen of a run, ids apart. */
    private static String trace(List<RunEvent> events) {
        Telemetry telemetry = new Telemetry();
        Tracing tracing = Tracing.of(telemetry.sdk());
        events.forEach(event -> tracing.onEvent(Events.RUN, event));
        tracing.onClose(Events.RUN);
        return String.join(
                "\n", telemetry.spans().stream().flatMap(EveryEventTest::seen).toList());
    }

    private static Stream<String> seen(SpanData span) {
        return Stream.concat(
                Stream.of(span.getName() + " " + span.getAttributes() + " " + span.getStatus() + " "
                        + span.getStartEpochNanos() + " " + span.getEndEpochNanos()),
                span.getEvents().stream().map(Object::toString));
    }
}
