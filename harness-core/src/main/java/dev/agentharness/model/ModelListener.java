package dev.agentharness.model;

/** Hears a model's message while it is being written. Called on the thread that asked, between network reads. */
@FunctionalInterface
public interface ModelListener {

    /** The next piece of the answer's text; never empty. */
    void onText(String delta);

    /** The next piece of the model's visible reasoning; never empty. */
    default void onThinking(String delta) {}

    /** A listener for callers who only want the whole message. */
    static ModelListener none() {
        return delta -> {};
    }
}
