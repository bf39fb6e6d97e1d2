package dev.agentharness.models;

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

    private final JsonDocument document = new JsonDocument();
    private final Assembly assembly;
    private final ChatCalls calls;
    private final ReasoningDetails reasoning;
    private final Map<String, String> details = new LinkedHashMap<>();
    private Optional<Usage> usage = Optional.empty();
    private int others;
    private boolean begun;
    private boolean done;

    ChatAnswer(Assembly assembly) {
        this.assembly = assembly;
        this.calls = new ChatCalls(assembly);
        this.reasoning = new ReasoningDetails(assembly);
    }

    @Override
    public void whole(Node body) throws IOException {
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
            chunk(document.read(data, length));
        }
    }

    private void chunk(Node chunk) throws IOException {
        ErrorAnswer.check(chunk);
        Node choice = chunk.get("choices").first();
        ErrorAnswer.check(choice);
        detail("id", chunk.text("id"));
        detail("model", chunk.text("model"));
        if (choice.isObject()) {
            begun = true;
            said(choice.get("message"), calls::whole);
            said(choice.get("delta"), calls::delta);
            detail("finish", choice.text("finish_reason"));
        }
        // Groq's streams have the usage in their own corner too, and sometimes only there.
        ChatUsage.read(chunk.get("usage"))
                .or(() -> ChatUsage.read(chunk.get("x_groq").get("usage")))
                .or(() -> ChatUsage.read(choice.get("usage")))
                .ifPresent(found -> usage = Optional.of(found));
    }

    private void said(Node message, Consumer<Node> calls) {
        String reasoning = message.text("reasoning_content");
        thinking(reasoning.isEmpty() ? message.text("reasoning") : reasoning);
        message.get(ReasoningDetails.FIELD).forEach(this.reasoning::add);
        Node content = message.get("content");
        if (content.isText()) {
            text(content.text());
        }
        for (Node part : content) {
            part(part);
        }
        text(message.text("refusal"));
        message.get("annotations").forEach(citation -> assembly.cite(TEXT, citation));
        message.get("tool_calls").forEach(calls);
    }

    /** Mistral writes its content in parts once it thinks. */
    private void part(Node part) {
        switch (part.text("type")) {
            case "text" -> text(part.text("text"));
            case "thinking" -> {
                thinking(part.text("thinking"));
                for (Node piece : part.get("thinking")) {
                    thinking(piece.text("text"));
                }
            }
            default -> {
                if (part.isObject()) {
                    assembly.other("other " + others++, part.text("type"), part.json());
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
