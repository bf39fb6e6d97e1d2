package dev.agentharness.models;

import dev.agentharness.model.ModelListener;
import org.jspecify.annotations.Nullable;

/** A user's listener, and what this library has to know of it: whether it was told anything, and whether it threw. */
final class HeardListener implements ModelListener {

    private final ModelListener listener;
    private boolean told;
    private @Nullable Throwable thrown;

    HeardListener(ModelListener listener) {
        this.listener = listener;
    }

    @Override
    public void onText(String delta) {
        tell(() -> listener.onText(delta));
    }

    @Override
    public void onThinking(String delta) {
        tell(() -> listener.onThinking(delta));
    }

    /** Whether the listener heard a part of the answer, which cannot be taken back. */
    boolean told() {
        return told;
    }

    /** Whether the listener threw this: then it is the caller's, not a fault of the answer. */
    boolean threw(Throwable candidate) {
        return candidate == thrown;
    }

    private void tell(Runnable saying) {
        told = true;
        try {
            saying.run();
        } catch (RuntimeException e) {
            thrown = e;
            throw e;
        }
    }
}
