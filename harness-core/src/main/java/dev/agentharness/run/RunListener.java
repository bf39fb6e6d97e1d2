package dev.agentharness.run;

/**
 * Watches runs: for a progress line, a trace, a metric. It is told of each event after the event is recorded, on the
 * run's own thread, so be quick. What it throws is logged and changes nothing.
 */
@FunctionalInterface
public interface RunListener {

    /** Something happened. */
    void onEvent(String runId, RunEvent event);

    /** The run ended, or ended again after it was resumed. Told besides the event of it. */
    default void onEnd(String runId, Outcome outcome) {}

    /** The next piece of the model's text, while it is being written. Not recorded. */
    default void onDelta(String runId, String text) {}
}
