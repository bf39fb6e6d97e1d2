package dev.agentharness.run;

/**
 * Watches runs: for a progress line, a trace, a metric. It is told of each event after the event is recorded, on the
 * thread that drives the run, so be quick. What it throws is logged and changes nothing.
 */
@FunctionalInterface
public interface RunListener {

    /**
     * A run is about to be driven by this process. Told on the thread that asked for it, which then waits; all that follows
     * until {@link #onClose} is told on the thread that drives it, one after the other. After a tool that does not come back
     * that is another thread.
     *
     * @param state where it goes on from; that of a run {@linkplain RunState#before before} its first event if it is new
     */
    default void onOpen(RunState state) {}

    /** Something happened. */
    void onEvent(String runId, RunEvent event);

    /** The run ended, or ended again after it was resumed. Told besides the event of it. */
    default void onEnd(String runId, Outcome outcome) {}

    /**
     * The run is no longer driven: it ended, could not be recorded any more, or the error of a listener kept it from being
     * driven at all. Told last.
     */
    default void onClose(String runId) {}

    /**
     * The next piece of the model's text, while it is being written. Not recorded. What was heard cannot be taken back: where
     * a listener overrides this, as also a proxy or a wrapper does that passes it on, a stream that breaks afterwards ends the
     * run; otherwise it is asked for again.
     */
    default void onDelta(String runId, String text) {}
}
