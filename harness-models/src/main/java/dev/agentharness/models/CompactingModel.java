package dev.agentharness.models;

import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.Role;

/** A model whose provider makes conversations shorter, and wants to be asked for it in another way. Thread-safe. */
final class CompactingModel implements ModelClient {

    private final ModelClient answering;
    private final ModelClient goingOn;
    private final ModelClient compacting;
    private final boolean capped;

    /**
     * @param goingOn answers where a conversation begins with what was handed back
     * @param compacting hands it back
     * @param capped whether what is handed back can be kept below an output cap
     */
    CompactingModel(ModelClient answering, ModelClient goingOn, ModelClient compacting, boolean capped) {
        this.answering = answering;
        this.goingOn = goingOn;
        this.compacting = compacting;
        this.capped = capped;
    }

    @Override
    public ModelSpec spec() {
        return answering.spec();
    }

    @Override
    public ModelResponse generate(ModelRequest request, ModelListener listener) throws InterruptedException {
        if (!request.isCompaction()) {
            return (beginsCompacted(request) ? goingOn : answering).generate(request, listener);
        }
        // A budget that has no room for the worst case must not be overdrawn for want of a field to say so.
        if (!capped && request.maxOutputTokens() < spec().maxOutputTokens()) {
            throw new ModelException(
                    ModelException.Kind.INVALID_REQUEST,
                    spec() + " compacts into up to " + spec().maxOutputTokens() + " tokens, and "
                            + request.maxOutputTokens() + " are allowed",
                    null);
        }
        return compacting.generate(request, listener);
    }

    /** It is said by the user, before the model says anything. */
    private static boolean beginsCompacted(ModelRequest request) {
        for (Message message : request.messages()) {
            if (message.role() == Role.ASSISTANT) {
                return false;
            }
            if (message.content().stream().anyMatch(Content.Opaque.class::isInstance)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return answering.toString();
    }
}
