package dev.agentharness.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentharness.model.FinishReason;
import dev.agentharness.model.Message;
import dev.agentharness.model.Usage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Answers of OpenAI's Chat Completions API, whole or streamed, and of the many servers that speak it with an accent. A
 * whole answer is read like a stream of one chunk.
 */
final class ChatAnswer implements Answer {

    private static final String TEXT = "text";
    private static final String REASONING = "reasoning";

    private final Assembly assembly;
    private final ChatCalls calls;
    private final Map<String, String> details = new LinkedHashMap<>();
    private Optional<Usage> usage = Optional.empty();
    private int others;
    private boolean begun;
    private boolean done;

    ChatAnswer(Assembly assembly) {
        this.assembly = assembly;
        this.calls = new ChatCalls(assembly);
    }

    @Override
    public void whole(JsonNode body) throws IOException {
        chunk(body);
        if (!begun) {
            throw new BadAnswer("there are no \"choices\" in it");
        }
        done = true;
    }

    @Override
    public void event(String type, byte[] data, int length) throws IOException {
        String text = length > 20 ? "" : new String(data, 0, length, StandardCharsets.UTF_8).strip();
        if (text.equals("[DONE]")) {
            if (!details.containsKey("finish") && assembly.isEmpty()) {
                throw new BadAnswer("it is done before it said anything");
            }
            done = true;
        } else if (length > 0) {
            chunk(Trees.parse(data, length));
        }
    }

    private void chunk(JsonNode chunk) throws IOException {
        ErrorAnswer.check(chunk);
        JsonNode choice = chunk.path("choices").path(0);
        ErrorAnswer.check(choice);
        detail("id", Trees.text(chunk, "id"));
        detail("model", Trees.text(chunk, "model"));
        if (choice.isObject()) {
            begun = true;
            said(choice.path("message"), calls::whole);
            said(choice.path("delta"), calls::delta);
            detail("finish", Trees.text(choice, "finish_reason"));
        }
        // Groq's streams have the usage in their own corner too, and sometimes only there.
        ChatUsage.read(chunk.path("usage"))
                .or(() -> ChatUsage.read(chunk.path("x_groq").path("usage")))
                .or(() -> ChatUsage.read(choice.path("usage")))
                .ifPresent(found -> usage = Optional.of(found));
    }

    private void said(JsonNode message, Consumer<JsonNode> calls) {
        String reasoning = Trees.text(message, "reasoning_content");
        thinking(reasoning.isEmpty() ? Trees.text(message, "reasoning") : reasoning);
        JsonNode content = message.path("content");
        if (content.isTextual()) {
            text(content.textValue());
        }
        for (JsonNode part : content) {
            part(part);
        }
        text(Trees.text(message, "refusal"));
        message.path("tool_calls").forEach(calls);
    }

    /** Mistral writes its content in parts once it thinks. */
    private void part(JsonNode part) {
        switch (Trees.text(part, "type")) {
            case "text" -> text(Trees.text(part, "text"));
            case "thinking" -> {
                thinking(Trees.text(part, "thinking"));
                for (JsonNode piece : part.path("thinking")) {
                    thinking(Trees.text(piece, "text"));
                }
            }
            default -> {
                if (part instanceof ObjectNode other) {
                    assembly.other("other " + others++, other);
                }
            }
        }
    }

    private void text(String delta) {
        if (!delta.isEmpty()) {
            assembly.text(TEXT, delta);
        }
    }

    private void thinking(String delta) {
        if (!delta.isEmpty()) {
            assembly.thinking(REASONING, delta);
        }
    }

    private void detail(String name, String value) {
        if (!value.isEmpty()) {
            details.put(name, value);
        }
    }

    @Override
    public Message message() {
        return assembly.message();
    }

    @Override
    public boolean isFinished() {
        return done;
    }

    @Override
    public boolean isWhole() {
        return done || details.containsKey("finish");
    }

    /** Some servers say "stop" although they wait for results, or nothing at all. */
    @Override
    public FinishReason finishReason() {
        return switch (details.getOrDefault("finish", "")) {
            case "stop", "eos", "end_turn", "stop_sequence", "tool_calls", "function_call", "tool_use" ->
                assembly.hasCalls() ? FinishReason.TOOL_CALLS : FinishReason.STOP;
            case "length", "max_tokens", "model_length" -> FinishReason.LENGTH;
            case "content_filter", "refusal", "safety" -> FinishReason.REFUSAL;
            default -> assembly.hasCalls() ? FinishReason.TOOL_CALLS : FinishReason.OTHER;
        };
    }

    @Override
    public Optional<Usage> usage() {
        return usage;
    }

    @Override
    public Map<String, String> details() {
        return details;
    }
}
