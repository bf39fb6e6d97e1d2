package dev.agentharness.otel;

import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import java.util.List;

/** Models of which the next is tried when one has failed. */
record Chained(List<ModelClient> chain) implements ModelClient {

    @Override
    public ModelSpec spec() {
        return chain.get(0).spec();
    }

    @Override
    public int models() {
        return chain.size();
    }

    @Override
    public ModelClient attempt(int failures) {
        return chain.get(failures);
    }

    @Override
    public ModelResponse generate(ModelRequest request, ModelListener listener) {
        throw new AssertionError("a harness asks the one that the try is for");
    }
}
