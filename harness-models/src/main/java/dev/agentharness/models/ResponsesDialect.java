package dev.agentharness.models;

import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ToolChoice;
import dev.agentharness.model.ToolSpec;
import java.util.List;
import java.util.Locale;

/** Requests of OpenAI's Responses API ("Create a model response" in its reference). The conversation is always sent whole. */
final class ResponsesDialect implements Dialect {

    /**
     * In what servers and models differ.
     *
     * @param stateless whether to say that the provider is to keep nothing, and so whether it refuses reasoning back unsealed
     * @param sealedReasoning whether to ask for the reasoning in sealed form, without which it is lost from turn to turn
     * @param cacheKey whether to send the cache key
     */
    record Habits(boolean stateless, boolean sealedReasoning, boolean cacheKey) {}

    private final ModelSpec spec;
    private final Habits habits;
    private final ToolWords words;
    private final ResponsesItems writer;

    ResponsesDialect(ModelSpec spec, Habits habits, ToolWords words) {
        this.spec = spec;
        this.habits = habits;
        this.words = words;
        this.writer = new ResponsesItems(origin());
    }

    @Override
    public String origin() {
        return spec.origin();
    }

    @Override
    public Answer answer(Assembly assembly) {
        return new ResponsesAnswer(assembly, origin(), !habits.stateless());
    }

    @Override
    public void opening(ModelRequest request, boolean streaming, RequestJson json) {
        json.field("model", spec.name()).field("stream", streaming);
        if (habits.stateless()) {
            json.field("store", false);
        }
        if (habits.sealedReasoning()) {
            json.strings("include", List.of("reasoning.encrypted_content"));
        }
        if (!request.tools().isEmpty()) {
            json.array("tools");
            request.tools().forEach(tool -> tool(tool, json));
            json.end();
        }
        request.outputSchema().ifPresent(schema -> {
            json.object("text").object("format").field("type", "json_schema");
            OutputSchema.write(schema, json);
            json.end().end();
        });
        if (!request.instructions().isBlank()) {
            json.field("instructions", request.instructions());
        }
    }

    /** Left unsaid, "strict" would be true here, unlike in Chat Completions, and most schemas refused. */
    private void tool(ToolSpec tool, RequestJson json) {
        json.object().field("type", "function").field("name", tool.name());
        json.field("description", tool.description())
                .raw("parameters", tool.inputSchema())
                .field("strict", words.isStrict(tool, StrictSchema.FULL));
        if (words.isDeferred(tool)) {
            json.field("defer_loading", true);
        }
        json.end();
    }

    @Override
    public String conversation() {
        return "input";
    }

    @Override
    public EncodedMessage message(Neighbours neighbours, RequestJson json) {
        return writer.encode(neighbours.messages(), json);
    }

    @Override
    public void closing(ModelRequest request, RequestJson json) {
        json.field("max_output_tokens", request.maxOutputTokens());
        if (!request.tools().isEmpty()) {
            choice(request.toolChoice(), json);
        }
        request.effort()
                .ifPresent(effort -> json.object("reasoning")
                        .field("effort", effort.name().toLowerCase(Locale.ROOT))
                        .end());
        if (habits.cacheKey() && !request.cacheKey().isEmpty()) {
            json.field("prompt_cache_key", request.cacheKey());
        }
    }

    private static void choice(ToolChoice choice, RequestJson json) {
        if (choice instanceof ToolChoice.Tool tool) {
            json.object("tool_choice").field("type", "function");
            json.field("name", tool.name()).end();
        } else if (choice != ToolChoice.AUTO) {
            json.field("tool_choice", choice == ToolChoice.NONE ? "none" : "required");
        }
    }
}
