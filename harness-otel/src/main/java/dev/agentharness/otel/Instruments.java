package dev.agentharness.otel;

import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.LongUpDownCounter;
import io.opentelemetry.api.metrics.Meter;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/** All that is counted and measured. The first two are the conventions', with the boundaries they give. */
final class Instruments {

    final LongHistogram tokens;
    final DoubleHistogram modelTime;
    final LongCounter runs;
    final DoubleHistogram runTime;
    final DoubleHistogram cost;
    final DoubleHistogram toolTime;
    final LongCounter modelFailures;
    final LongCounter decisions;
    final LongUpDownCounter approvalsWaiting;
    final LongCounter compactions;
    final LongCounter prefixChanges;
    final LongCounter warnings;
    final LongCounter limits;

    Instruments(Meter meter) {
        tokens = meter.histogramBuilder("gen_ai.client.token.usage")
                .ofLongs()
                .setUnit("{token}")
                .setDescription("Number of input and output tokens used")
                .setExplicitBucketBoundariesAdvice(LongStream.iterate(1, bound -> bound * 4)
                        .limit(14)
                        .boxed()
                        .toList())
                .build();
        modelTime = seconds(meter, "gen_ai.client.operation.duration", "How long a try of the model took", 0.01, 14);
        runs = counter(meter, "harness.runs", "{run}", "Runs that ended, or were abandoned");
        runTime =
                seconds(meter, "harness.run.duration", "From where a run begins or goes on to where it ends", 0.1, 17);
        cost = meter.histogramBuilder("harness.run.cost")
                .setUnit("{USD}")
                .setDescription("What a run took, with what its sub-agents and judges drew on it")
                .setExplicitBucketBoundariesAdvice(
                        List.of(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0))
                .build();
        toolTime = seconds(meter, "harness.tool.duration", "How long a call of a tool took", 0.01, 14);
        modelFailures = counter(meter, "harness.model.failures", "{failure}", "Tries of the model without an answer");
        decisions = counter(meter, "harness.decisions", "{decision}", "What the policy said of calls");
        approvalsWaiting = meter.upDownCounterBuilder("harness.approvals.waiting")
                .setUnit("{call}")
                .setDescription("Calls of running runs that wait for a person")
                .build();
        compactions =
                counter(meter, "harness.compactions", "{compaction}", "How often conversations were made shorter");
        prefixChanges = counter(
                meter, "harness.prefix_changes", "{change}", "How often a request did not begin as the one before it");
        warnings = counter(meter, "harness.budget.warnings", "{warning}", "How often a limit drew near");
        limits = counter(meter, "harness.limits.reached", "{step}", "Steps that did not fit into a limit");
    }

    private static LongCounter counter(Meter meter, String name, String unit, String description) {
        return meter.counterBuilder(name)
                .setUnit(unit)
                .setDescription(description)
                .build();
    }

    private static DoubleHistogram seconds(Meter meter, String name, String description, double first, int bounds) {
        return meter.histogramBuilder(name)
                .setUnit("s")
                .setDescription(description)
                .setExplicitBucketBoundariesAdvice(DoubleStream.iterate(first, bound -> bound * 2)
                        .limit(bounds)
                        .boxed()
                        .toList())
                .build();
    }
}
