package dev.agentharness.otel;

import static dev.agentharness.model.ScriptedModel.calls;
import static dev.agentharness.model.ScriptedModel.fails;
import static dev.agentharness.model.ScriptedModel.says;
import static dev.agentharness.otel.Telemetry.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.Harness;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.model.Effect;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.permission.PermissionPolicy;
import dev.agentharness.run.Decision;
import dev.agentharness.run.Outcome;
import dev.agentharness.tool.Tool;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Each way to end")
class OutcomesTest {

    private final Telemetry telemetry = new Telemetry();

    @Test
    void ends_the_trace_says_so_and_is_counted() {
        ScriptedModel.Answer read = calls("read", "{}");
        harness(says("Done.")).build().run("x");
        harness(calls("give_up", "{\"reason\":\"encrypted\"}")).build().run("x");
        harness(calls("write", "{}"))
                .permission((call, tool, state) -> Decision.violation("never"))
                .build()
                .run("x");
        harness(read, says("So far.")).budget(Budget.of(Limit.turns(1))).build().run("x");
        harness(read, read, read, read, read).build().run("x");
        harness(calls("write", "{}"))
                .permission(PermissionPolicy.askUnlessReadOnly())
                .build()
                .run("x");
        harness(fails(ModelException.Kind.AUTHENTICATION, "no key")).build().run("x");
        Thread.currentThread().interrupt();
        harness(says("never asked")).build().run("x");
        assertThat(Thread.interrupted()).isTrue();

        List<SpanData> runs = telemetry.spans("invoke_agent");
        Map<String, String> errors = runs.stream()
                .collect(Collectors.toMap(
                        run -> value(run, Ours.OUTCOME), run -> String.valueOf(value(run, GenAi.ERROR))));
        assertThat(errors)
                .containsOnly(
                        Map.entry("completed", "null"),
                        Map.entry("blocked", "null"),
                        Map.entry("policy_violated", "policy_violated"),
                        Map.entry("budget_exhausted", "budget_exhausted"),
                        Map.entry("stalled", "stalled"),
                        Map.entry("escalated", "null"),
                        Map.entry("failed", "model.authentication"),
                        Map.entry("cancelled", "null"))
                .hasSize(Outcome.class.getPermittedSubclasses().length);
        assertThat(value(telemetry.spans("execute_tool write").get(0), GenAi.ERROR))
                .isEqualTo("denied");
        assertThat(telemetry.open()).isZero();
        assertThat(telemetry.orphans()).isEmpty();
        assertThat(Context.current()).isSameAs(Context.root());
        assertThat(counted("harness.runs")).isEqualTo(8);
    }

    private long counted(String name) {
        return telemetry.metrics().stream()
                .filter(metric -> metric.getName().equals(name))
                .flatMap(metric -> metric.getLongSumData().getPoints().stream())
                .mapToLong(LongPointData::getValue)
                .sum();
    }

    private Harness.Builder harness(ScriptedModel.Answer... script) {
        return Harness.builder()
                .model(ScriptedModel.of(script))
                .tools(
                        tool("read", Effect.READ_ONLY, Risk.INTERNAL_READ),
                        tool("write", Effect.NON_IDEMPOTENT, Risk.WRITE))
                .listener(Tracing.of(telemetry.sdk()))
                .listener(Metrics.of(telemetry.sdk()));
    }

    private static Tool tool(String name, Effect effect, Risk risk) {
        return Tool.of(
                ToolSpec.builder(name, "works").effect(effect).risk(risk).build(),
                (input, context) -> ToolOutput.text("same"));
    }
}
