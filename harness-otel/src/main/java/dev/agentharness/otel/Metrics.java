package dev.agentharness.otel;

import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunListener;
import dev.agentharness.run.RunState;
import io.opentelemetry.api.OpenTelemetry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A listener that counts and measures runs, model calls, tool calls, decisions and money. Thread-safe; one serves any number
 * of harnesses.
 *
 * <p>What it counts by has few values: names of models, tools that the run was offered, specs, and words of this library.
 * Nothing that a model or a person made up, and no id of a run, is among them.
 */
public final class Metrics implements RunListener {

    private final Instruments instruments;
    private final Map<String, RunCount> runs = new ConcurrentHashMap<>();

    private Metrics(Instruments instruments) {
        this.instruments = instruments;
    }

    public static Metrics of(OpenTelemetry openTelemetry) {
        return new Metrics(new Instruments(openTelemetry.getMeter(GenAi.SCOPE)));
    }

    @Override
    public void onOpen(RunState state) {
        runs.put(state.runId(), new RunCount(state, instruments));
    }

    @Override
    public void onEvent(String runId, RunEvent event) {
        RunCount run = runs.computeIfAbsent(runId, id -> new RunCount(RunState.before(id), instruments));
        run.on(event);
        if (event instanceof RunEvent.Ended) {
            runs.remove(runId);
        }
    }

    @Override
    public void onClose(String runId) {
        RunCount run = runs.remove(runId);
        if (run != null) {
            run.abandon();
        }
    }
}
