package dev.agentharness.models;

import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelException.Kind;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * One of the models of a chain, asked once a call: says of a failure whether another model of the chain may make it good.
 * Thread-safe.
 */
final class Route implements ModelClient {

    /** Failures of the account, the name or the server, which another provider need not share. */
    private static final Set<Kind> OF_THIS_PROVIDER = EnumSet.of(
            Kind.AUTHENTICATION,
            Kind.NOT_FOUND,
            Kind.QUOTA_EXHAUSTED,
            Kind.RATE_LIMITED,
            Kind.OVERLOADED,
            Kind.SERVER_ERROR,
            Kind.TIMEOUT);

    private final CircuitBreaking model;
    private final BooleanSupplier anotherIsWell;

    Route(CircuitBreaking model, BooleanSupplier anotherIsWell) {
        this.model = model;
        this.anotherIsWell = anotherIsWell;
    }

    boolean isWell() {
        return model.isWell();
    }

    @Override
    public ModelSpec spec() {
        return model.spec();
    }

    @Override
    public ModelResponse generate(ModelRequest request, ModelListener listener) throws InterruptedException {
        try {
            return model.generate(request, listener);
        } catch (ModelException e) {
            boolean another = (e.retryable() || OF_THIS_PROVIDER.contains(e.kind())) && anotherIsWell.getAsBoolean();
            throw another ? e.withAnotherToTry() : e;
        }
    }

    @Override
    public String toString() {
        return model.toString();
    }
}
