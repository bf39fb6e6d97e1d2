package dev.agentharness.models;

import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;

/**
 * A model whose provider binds thinking to what was said before it, and may refuse a request in which that has changed
 * ("Preserved thinking" in Anthropic's documentation). Such a refusal comes before any answer and costs nothing, so the
 * same request is made once more in a form that is not refused. Thread-safe.
 */
final class BoundThinking implements ModelClient {

    /** What has to be said where the provider is asked to drop thinking rather than to refuse the request. */
    static final String BETA = "thinking-binding-controls-2026-08-01";

    /** Anthropic's words, which differ behind them by what has changed. */
    private static final String REFUSAL = "bound to a different conversation";

    private final ModelClient asItIs;
    private final ModelClient dropping;
    private final ModelClient without;

    /** Nobody is asked to drop anything before it has refused something: an account that is let off loses no thinking. */
    private volatile boolean drops;

    private volatile boolean dropsNothing;

    /**
     * @param asItIs sends thinking back as it came
     * @param dropping sends it, too, and asks the provider to drop what it no longer takes
     * @param without sends none
     */
    BoundThinking(ModelClient asItIs, ModelClient dropping, ModelClient without) {
        this.asItIs = asItIs;
        this.dropping = dropping;
        this.without = without;
    }

    @Override
    public ModelSpec spec() {
        return asItIs.spec();
    }

    @Override
    public ModelResponse generate(ModelRequest request, ModelListener listener) throws InterruptedException {
        if (!drops) {
            try {
                return asItIs.generate(request, listener);
            } catch (ModelException e) {
                if (!isRefusal(e)) {
                    throw e;
                }
            }
        }
        return dropsNothing ? without.generate(request, listener) : dropping(request, listener);
    }

    /** A gateway may keep the header to itself, and then the field is refused: it is not said there again. */
    private ModelResponse dropping(ModelRequest request, ModelListener listener) throws InterruptedException {
        drops = true;
        try {
            return dropping.generate(request, listener);
        } catch (ModelException e) {
            if (!isRefusal(e) && !String.valueOf(e.getMessage()).contains("block_binding")) {
                throw e;
            }
            drops = false;
            dropsNothing = true;
            return without.generate(request, listener);
        }
    }

    private static boolean isRefusal(ModelException e) {
        return e.kind() == ModelException.Kind.INVALID_REQUEST
                && String.valueOf(e.getMessage()).contains(REFUSAL);
    }

    @Override
    public String toString() {
        return asItIs.toString();
    }
}
