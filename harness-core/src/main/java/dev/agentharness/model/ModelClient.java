package dev.agentharness.model;

/**
 * Speaks to one model of one provider.
 *
 * <p>This is the seam for everything about calling a model: a provider's wire is a {@code ModelClient}, and so is
 * whatever wraps one to retry, fall back, cache or record. Implementations are thread-safe; many runs share one client.
 */
public interface ModelClient {

    /** Which model this is and what it can take. The same object at every call. */
    ModelSpec spec();

    /**
     * The client for one try of a call that a caller repeats itself. One that stands for several models gives the one to be
     * asked, so that its own price and sizes count; one that would repeat the call gives one that does not. Others give
     * themselves. Who wraps a client passes this and {@link #models()} on together.
     *
     * @param failures how many tries have failed before
     */
    default ModelClient attempt(int failures) {
        return this;
    }

    /** How many models this client stands for, so that who repeats its calls gives up on none before it had its try. */
    default int models() {
        return 1;
    }

    /**
     * Asks the model for one message and waits for it.
     *
     * <p>Blocks until the whole message is there, and tells {@code listener} of the parts as they arrive, on the calling
     * thread. Interrupting the thread cancels the request at once. A request's {@link ModelRequest#timeout()} is
     * obeyed by whoever does the waiting.
     *
     * @throws ModelException if no whole message could be had; its {@linkplain ModelException#kind() kind} says what the
     *     caller can do about it. Nothing else is thrown for a fault of the provider, the network or the answer.
     * @throws InterruptedException if the thread was interrupted while waiting
     */
    ModelResponse generate(ModelRequest request, ModelListener listener) throws InterruptedException;
}
