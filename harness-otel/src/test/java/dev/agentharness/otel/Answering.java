package dev.agentharness.otel;

import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ScriptedModel;

/** A model that answers each request by a rule, as often as it is asked. */
record Answering(ModelSpec spec, ScriptedModel.Answer rule) implements ModelClient {

    Answering(ScriptedModel.Answer rule) {
        this(ModelSpec.builder("scripted", "scripted").build(), rule);
    }

    @Override
    public ModelResponse generate(ModelRequest request, ModelListener listener) {
        return rule.to(request);
    }
}
