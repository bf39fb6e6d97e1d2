package dev.agentharness.models;

import dev.agentharness.model.Effort;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ToolChoice;
import dev.agentharness.model.ToolSpec;
import java.util.List;
import java.util.Locale;

/** Requests of Google's Gemini API ("models.generateContent" in its reference). */
final class GeminiDialect implements Dialect {

    private final ModelSpec spec;
    private final boolean thinkingLevels;
    private final GeminiContent writer;

    GeminiDialect(ModelSpec spec, boolean thinkingLevels) {
        this.spec = spec;
        this.thinkingLevels = thinkingLevels;
        this.writer = new GeminiContent(origin(), thinkingLevels);
    }

    @Override
    public String origin() {
        return spec.origin();
    }

    @Override
    public Answer answer(Assembly assembly) {
        return new GeminiAnswer(assembly, origin());
    }

    /** The model and whether to stream are in the address. */
    @Override
    public void opening(ModelRequest request, boolean streaming, RequestJson json) {
        if (!request.tools().isEmpty()) {
            json.array("tools").object().array("functionDeclarations");
            request.tools().forEach(tool -> tool(tool, json));
            json.end().end().end();
        }
        if (!request.instructions().isBlank()) {
            json.object("systemInstruction").array("parts").object();
            json.field("text", request.instructions());
            json.end().end().end();
        }
    }

    private static void tool(ToolSpec tool, RequestJson json) {
        json.object()
                .field("name", tool.name())
                .field("description", tool.description())
                .raw("parametersJsonSchema", tool.inputSchema())
                .end();
    }

    @Override
    public String conversation() {
        return "contents";
    }

    @Override
    public EncodedMessage message(Neighbours neighbours, RequestJson json) {
        return writer.encode(neighbours.messages(), neighbours.before(), json);
    }

    @Override
    public void closing(ModelRequest request, RequestJson json) {
        if (!request.tools().isEmpty() && request.toolChoice() != ToolChoice.AUTO) {
            json.object("toolConfig").object("functionCallingConfig");
            json.field("mode", request.toolChoice() == ToolChoice.NONE ? "NONE" : "ANY");
            if (request.toolChoice() instanceof ToolChoice.Tool tool) {
                json.strings("allowedFunctionNames", List.of(tool.name()));
            }
            json.end().end();
        }
        json.object("generationConfig").field("maxOutputTokens", request.maxOutputTokens());
        request.effort().ifPresent(effort -> thinking(effort, json));
        request.outputSchema()
                .ifPresent(schema ->
                        json.field("responseMimeType", "application/json").raw("responseJsonSchema", schema));
        json.end();
    }

    /** Whether a model takes a level of thinking, as far as its name tells: the second generation takes tokens. */
    static boolean hasThinkingLevels(String model) {
        return !model.contains("gemini-2");
    }

    private void thinking(Effort effort, RequestJson json) {
        json.object("thinkingConfig");
        if (thinkingLevels) {
            json.field("thinkingLevel", effort.name().toLowerCase(Locale.ROOT));
        } else {
            json.field("thinkingBudget", budget(effort));
        }
        json.end();
    }

    private static int budget(Effort effort) {
        return switch (effort) {
            case LOW -> 1_024;
            case MEDIUM -> 8_192;
            case HIGH -> 24_576;
        };
    }
}
