package dev.agentharness.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentharness.model.FinishReason;
import dev.agentharness.model.Message;
import dev.agentharness.model.Usage;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Answers of Anthropic's Messages API, whole or streamed ("Streaming Messages" in its documentation). */
final class AnthropicAnswer implements Answer {

    private final Assembly assembly;
    /** Which block a stream's index means now. */
    private final Map<Integer, Integer> open = new HashMap<>();

    private final Map<String, String> details = new LinkedHashMap<>();
    private int blocks;
    private boolean begun;
    private boolean stopped;

    private long input = Tokens.UNKNOWN;
    private long output = Tokens.UNKNOWN;
    private long cacheRead;
    private long cacheWrite;
    private long cacheWriteHour;
    private long reasoning;

    AnthropicAnswer(Assembly assembly) {
        this.assembly = assembly;
    }

    @Override
    public void whole(JsonNode body) throws IOException {
        ErrorAnswer.check(body);
        if (!body.path("content").isArray()) {
            throw new BadAnswer("there is no \"content\" in it");
        }
        begin(body);
        for (JsonNode block : body.path("content")) {
            block(blocks, block);
        }
        end(body, body.path("usage"));
        stopped = true;
    }

    @Override
    public void event(String type, byte[] data, int length) throws IOException {
        JsonNode event = Trees.parse(data, length);
        String kind = Trees.text(event, "type");
        switch (kind.isEmpty() ? type : kind) {
            case "message_start" -> begin(event.path("message"));
            case "content_block_start" -> block(Trees.index(event, 0), event.path("content_block"));
            case "content_block_delta" -> delta(Trees.index(event, 0), event.path("delta"));
            case "message_delta" -> end(event.path("delta"), event.path("usage"));
            case "message_stop" -> stop();
            case "error" -> throw new ErrorAnswer(event);
            default -> {} // pings, ends of blocks, and whatever comes to be
        }
    }

    /** A stream may be spliced by a gateway that asked again: the second beginning is the one that counts. */
    private void begin(JsonNode message) {
        begun = true;
        assembly.restart();
        open.clear();
        detail("id", Trees.text(message, "id"));
        detail("model", Trees.text(message, "model"));
        count(message.path("usage"));
    }

    private void block(int index, JsonNode block) {
        int key = blocks++;
        open.put(index, key);
        switch (Trees.text(block, "type")) {
            case "text" -> assembly.text(key, Trees.text(block, "text"));
            case "thinking" -> {
                assembly.thinking(key, Trees.text(block, "thinking"));
                assembly.thought(key).signature.append(Trees.text(block, "signature"));
            }
            case "redacted_thinking" -> {
                assembly.thought(key).redacted = true;
                assembly.thought(key).signature.append(Trees.text(block, "data"));
            }
            case "tool_use" -> {
                Part.Call call = assembly.call(key);
                call.id = Trees.text(block, "id");
                call.name = Trees.text(block, "name");
                call.given =
                        block.path("input").isObject() ? block.path("input").toString() : "{}";
            }
            default -> {
                if (block instanceof ObjectNode other) {
                    assembly.other(key, other);
                }
            }
        }
    }

    private void delta(int index, JsonNode delta) {
        int key = open.computeIfAbsent(index, unannounced -> blocks++);
        switch (Trees.text(delta, "type")) {
            case "text_delta" -> assembly.text(key, Trees.text(delta, "text"));
            case "thinking_delta" -> assembly.thinking(key, Trees.text(delta, "thinking"));
            case "signature_delta" -> assembly.thought(key).signature.append(Trees.text(delta, "signature"));
            case "input_json_delta" -> assembly.input(key, Trees.text(delta, "partial_json"));
            default -> assembly.more(key, delta);
        }
    }

    private void end(JsonNode delta, JsonNode usage) {
        detail("finish", Trees.text(delta, "stop_reason"));
        count(usage);
    }

    private void stop() throws BadAnswer {
        if (!begun && assembly.isEmpty()) {
            throw new BadAnswer("it ends before it began");
        }
        stopped = true;
    }

    /** Counts are cumulative, and the later events leave out what has not changed. */
    private void count(JsonNode usage) {
        input = Tokens.count(usage, "input_tokens", input);
        output = Tokens.count(usage, "output_tokens", output);
        cacheRead = Tokens.count(usage, "cache_read_input_tokens", cacheRead);
        cacheWrite = Tokens.count(usage, "cache_creation_input_tokens", cacheWrite);
        cacheWriteHour = Tokens.count(usage.path("cache_creation"), "ephemeral_1h_input_tokens", cacheWriteHour);
        reasoning = Tokens.count(usage.path("output_tokens_details"), "thinking_tokens", reasoning);
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
        return stopped;
    }

    @Override
    public boolean isWhole() {
        return stopped || details.containsKey("finish");
    }

    @Override
    public FinishReason finishReason() {
        return switch (details.getOrDefault("finish", "")) {
            case "end_turn", "stop_sequence" -> FinishReason.STOP;
            case "tool_use" -> FinishReason.TOOL_CALLS;
            case "max_tokens", "model_context_window_exceeded" -> FinishReason.LENGTH;
            case "refusal" -> FinishReason.REFUSAL;
            case "pause_turn" -> FinishReason.PAUSE;
            default -> FinishReason.OTHER;
        };
    }

    @Override
    public Optional<Usage> usage() {
        if (input == Tokens.UNKNOWN || output == Tokens.UNKNOWN) {
            return Optional.empty();
        }
        long all = input + cacheRead + cacheWrite;
        return Optional.of(Tokens.usage(all, output, cacheRead, cacheWrite, cacheWriteHour, reasoning));
    }

    @Override
    public Map<String, String> details() {
        return details;
    }
}
