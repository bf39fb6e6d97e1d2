package dev.agentharness.model;

/** Hears a model's message while it is being written. Called on the thread that asked, between network reads. */
@FunctionalInterface
public interface ModelListener {

    /** The next piece of the answer's text; never empty. */
    void onText(String delta);

    /** The next piece of the model's visible reasoning; never empty. */
    default void onThinking(String delta) {}

    /**
     * For callers who only want the whole message; the same object at every call. Where nobody hears the parts of an
     * answer that breaks off, nobody hears them twice when it is asked for again.
     */
    static ModelListener none() {
        return Nobody.LISTENS;
    }
}
