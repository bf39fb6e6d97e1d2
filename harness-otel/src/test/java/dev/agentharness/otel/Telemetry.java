package dev.agentharness.otel;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A real OpenTelemetry that keeps what it is given. */
final class Telemetry {

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final InMemoryMetricReader metrics = InMemoryMetricReader.create();
    private final AtomicInteger open = new AtomicInteger();
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(new Counting())
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .setMeterProvider(
                    SdkMeterProvider.builder().registerMetricReader(metrics).build())
            .build();

    OpenTelemetrySdk sdk() {
        return sdk;
    }

    List<SpanData> spans() {
        return spans.getFinishedSpanItems();
    }

    List<SpanData> spans(String name) {
        return spans().stream().filter(span -> span.getName().equals(name)).toList();
    }

    SpanData span(String name) {
        List<SpanData> found = spans(name);
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " spans '" + name + "' among " + names());
        }
        return found.get(0);
    }

    List<String> names() {
        return spans().stream().map(SpanData::getName).toList();
    }

    Collection<MetricData> metrics() {
        return metrics.collectAllMetrics();
    }

    /** How many spans were begun and not ended. */
    int open() {
        return open.get();
    }

    /** Spans whose parent is in no trace, or in another; and traces with more than one beginning count their spare ones. */
    List<SpanData> orphans() {
        Map<String, SpanData> byId =
                spans().stream().collect(Collectors.toMap(SpanData::getSpanId, Function.identity()));
        List<SpanData> orphans = new ArrayList<>();
        for (SpanData span : spans()) {
            SpanData parent = byId.get(span.getParentSpanId());
            boolean root = !span.getParentSpanContext().isValid();
            if (root
                    ? !span.getName().startsWith("invoke_agent")
                            && !span.getName().equals("request")
                    : parent == null || !parent.getTraceId().equals(span.getTraceId())) {
                orphans.add(span);
            }
        }
        return orphans;
    }

    /** Everything that left, as one text. */
    String everything() {
        return spans().stream()
                        .map(span -> span.getName()
                                + span.getAttributes()
                                + span.getEvents()
                                + span.getStatus()
                                + span.getLinks())
                        .collect(Collectors.joining("\n"))
                + metrics();
    }

    static <T> T value(SpanData span, AttributeKey<T> key) {
        return span.getAttributes().get(key);
    }

    private final class Counting implements SpanProcessor {
        @Override
        public void onStart(io.opentelemetry.context.Context parent, ReadWriteSpan span) {
            open.incrementAndGet();
        }

        @Override
        public boolean isStartRequired() {
            return true;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            open.decrementAndGet();
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }
}
