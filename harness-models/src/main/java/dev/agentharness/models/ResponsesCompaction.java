package dev.agentharness.models;

import dev.agentharness.model.ModelRequest;

/** Requests to compact a conversation of OpenAI's Responses API ("Compact a response" in its reference). */
final class ResponsesCompaction implements Dialect {

    private final String model;
    private final ResponsesDialect.Habits habits;
    private final ResponsesDialect responses;

    ResponsesCompaction(String model, ResponsesDialect.Habits habits, ResponsesDialect responses) {
        this.model = model;
        this.habits = habits;
        this.responses = responses;
    }

    @Override
    public String origin() {
        return responses.origin();
    }

    /** No tools, and neither a cap nor a stream: there are no fields for them. */
    @Override
    public void opening(ModelRequest request, boolean streaming, RequestJson json) {
        json.field("model", model);
        if (!request.instructions().isBlank()) {
            json.field("instructions", request.instructions());
        }
    }

    @Override
    public String conversation() {
        return responses.conversation();
    }

    @Override
    public EncodedMessage message(Neighbours neighbours, RequestJson json) {
        return responses.message(neighbours, json);
    }

    @Override
    public void closing(ModelRequest request, RequestJson json) {
        if (habits.cacheKey() && !request.cacheKey().isEmpty()) {
            json.field("prompt_cache_key", request.cacheKey());
        } else {
            json.nothing("previous_response_id");
        }
    }

    @Override
    public Answer answer(Assembly assembly) {
        return new CompactedAnswer(assembly);
    }
}
