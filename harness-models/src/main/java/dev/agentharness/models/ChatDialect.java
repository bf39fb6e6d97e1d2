package dev.agentharness.models;

import dev.agentharness.model.Message;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ToolChoice;
import dev.agentharness.model.ToolSpec;
import java.util.List;
import java.util.Locale;

/** Requests of OpenAI's Chat Completions API ("Create chat completion" in its reference) and of those that copy it. */
final class ChatDialect implements Dialect {

    /** In what servers differ. */
    record Habits(String outputCapField, boolean usageInStream, boolean returnReasoning, boolean cacheKey) {}

    private final ModelSpec spec;
    private final Habits habits;
    private final ChatMessage writer;

    ChatDialect(ModelSpec spec, Habits habits) {
        this.spec = spec;
        this.habits = habits;
        this.writer = new ChatMessage(spec.provider(), habits.returnReasoning());
    }

    @Override
    public String origin() {
        return spec.provider();
    }

    @Override
    public Answer answer(Assembly assembly) {
        return new ChatAnswer(assembly);
    }

    @Override
    public void opening(ModelRequest request, boolean streaming, RequestJson json) {
        json.field("model", spec.name()).field("stream", streaming);
        if (streaming && habits.usageInStream()) {
            json.object("stream_options").field("include_usage", true).end();
        }
        if (!request.tools().isEmpty()) {
            json.array("tools");
            request.tools().forEach(tool -> tool(tool, json));
            json.end();
        }
        request.outputSchema().ifPresent(schema -> {
            json.object("response_format").field("type", "json_schema").object("json_schema");
            OutputSchema.write(schema, json);
            json.end().end();
        });
    }

    private static void tool(ToolSpec tool, RequestJson json) {
        json.object().field("type", "function").object("function");
        json.field("name", tool.name()).field("description", tool.description()).raw("parameters", tool.inputSchema());
        json.end().end();
    }

    @Override
    public String conversation() {
        return "messages";
    }

    @Override
    public byte[] firstMessage(ModelRequest request) {
        if (request.instructions().isBlank()) {
            return new byte[0];
        }
        RequestJson json = new RequestJson().object();
        json.field("role", "system").field("content", request.instructions());
        return json.end().bytes();
    }

    @Override
    public EncodedMessage message(List<Message> messages, List<Message> before) {
        return writer.encode(messages);
    }

    @Override
    public void closing(ModelRequest request, RequestJson json) {
        json.field(habits.outputCapField(), request.maxOutputTokens());
        if (!request.tools().isEmpty() && request.toolChoice() != ToolChoice.AUTO) {
            json.field("tool_choice", request.toolChoice().name().toLowerCase(Locale.ROOT));
        }
        request.effort()
                .ifPresent(
                        effort -> json.field("reasoning_effort", effort.name().toLowerCase(Locale.ROOT)));
        if (habits.cacheKey() && !request.cacheKey().isEmpty()) {
            json.field("prompt_cache_key", request.cacheKey());
        }
    }
}
