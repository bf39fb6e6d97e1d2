package dev.agentharness.models;

import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ToolChoice;
import dev.agentharness.model.ToolSpec;
import java.util.Locale;

/** Requests of OpenAI's Chat Completions API ("Create chat completion" in its reference) and of those that copy it. */
final class ChatDialect implements Dialect {

    private final ModelSpec spec;
    private final ChatHabits habits;
    private final ToolWords words;
    private final ChatMessage writer;

    ChatDialect(ModelSpec spec, ChatHabits habits, ToolWords words) {
        this.spec = spec;
        this.habits = habits;
        this.words = words;
        this.writer = new ChatMessage(origin(), habits);
    }

    @Override
    public String origin() {
        return spec.origin();
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

    private void tool(ToolSpec tool, RequestJson json) {
        json.object().field("type", "function").object("function");
        json.field("name", tool.name()).field("description", tool.description()).raw("parameters", tool.inputSchema());
        if (words.isStrict(tool, StrictSchema.FULL)) {
            json.field("strict", true);
        }
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
    public EncodedMessage message(Neighbours neighbours, RequestJson json) {
        return writer.encode(neighbours.messages(), json);
    }

    @Override
    public void closing(ModelRequest request, RequestJson json) {
        json.field(habits.outputCapField(), request.maxOutputTokens());
        if (!request.tools().isEmpty()) {
            choice(request.toolChoice(), json);
        }
        request.effort()
                .ifPresent(
                        effort -> json.field("reasoning_effort", effort.name().toLowerCase(Locale.ROOT)));
        if (habits.cacheKey() && !request.cacheKey().isEmpty()) {
            json.field("prompt_cache_key", request.cacheKey());
        }
    }

    private static void choice(ToolChoice choice, RequestJson json) {
        if (choice instanceof ToolChoice.Tool tool) {
            json.object("tool_choice").field("type", "function").object("function");
            json.field("name", tool.name()).end().end();
        } else if (choice != ToolChoice.AUTO) {
            json.field("tool_choice", choice == ToolChoice.NONE ? "none" : "required");
        }
    }
}
