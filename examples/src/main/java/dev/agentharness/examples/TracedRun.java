package dev.agentharness.examples;

import static dev.agentharness.model.ScriptedModel.calls;
import static dev.agentharness.model.ScriptedModel.says;

import dev.agentharness.Harness;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.otel.Metrics;
import dev.agentharness.otel.Tracing;
import dev.agentharness.tool.Tool;
import dev.agentharness.tools.Tools;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.logging.LoggingSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;

/** A run and its sub-agent in one trace, which goes to the log. */
public final class TracedRun {

    record City(String name) {}

    private static final Tool WEATHER = Tools.readOnly(
            "weather", "The weather in a city", City.class, (city, call) -> city.name() + ": 4 °C, rain");

    private TracedRun() {}

    public static void main(String[] args) {
        run(LoggingSpanExporter.create());
    }

    static void run(SpanExporter exporter) {
        try (OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                        .build())
                .build()) {
            run(
                    sdk,
                    ScriptedModel.of(calls("meteorologist", "{\"task\":\"Oslo?\"}"), says("Take an umbrella.")),
                    ScriptedModel.of(calls("weather", "{\"name\":\"Oslo\"}"), says("4 °C and rain.")));
        }
    }

    private static void run(OpenTelemetry openTelemetry, ModelClient model, ModelClient expert) {
        // tag::tracing[]
        Tracing tracing = Tracing.of(openTelemetry); // one for all harnesses of a process
        Metrics metrics = Metrics.of(openTelemetry);

        Tool meteorologist = Harness.builder()
                .model(expert)
                .tools(WEATHER)
                .listener(tracing)
                .listener(metrics)
                .threads(Context::taskWrapping)
                .build()
                .asTool("meteorologist", "Knows the weather", Budget.of(Limit.turns(5), Limit.tokens(50_000)));

        Harness harness = Harness.builder()
                .model(model)
                .tools(meteorologist)
                .listener(tracing)
                .listener(metrics)
                .threads(Context::taskWrapping) // for calls that run together
                .build();
        // end::tracing[]
        harness.run("Do I need an umbrella in Oslo?");
    }

    static Tracing withContent(OpenTelemetry openTelemetry) {
        // tag::content[]
        return Tracing.builder(openTelemetry)
                .recordContent(true)
                .redacting(text -> text.replaceAll("\\b[A-Z]{2}\\d{2}[A-Z0-9]{11,30}\\b", "[iban]"))
                .build();
        // end::content[]
    }
}
