package dev.agentharness.models;

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

    private final JsonDocument document = new JsonDocument();
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
    /** What making the conversation shorter took; it is in the counts only where nothing else was counted. */
    private Compacting compacting = Compacting.NONE;

    AnthropicAnswer(Assembly assembly) {
        this.assembly = assembly;
    }

    @Override
    public void whole(Node body) throws IOException {
        ErrorAnswer.check(body);
        if (!body.get("content").isArray()) {
            throw new BadAnswer("there is no \"content\" in it");
        }
        begin(body);
        for (Node block : body.get("content")) {
            block(blocks, block);
        }
        end(body, body.get("usage"));
        stopped = true;
    }

    @Override
    public void event(String type, byte[] data, int length) throws IOException {
        Node event = document.read(data, length);
        String kind = event.text("type");
        switch (kind.isEmpty() ? type : kind) {
            case "message_start" -> begin(event.get("message"));
            case "content_block_start" -> block(event.integer("index", 0), event.get("content_block"));
            case "content_block_delta" -> delta(event.integer("index", 0), event.get("delta"));
            case "message_delta" -> end(event.get("delta"), event.get("usage"));
            case "message_stop" -> stop();
            case "error" -> throw new ErrorAnswer(event);
            default -> {} // pings, ends of blocks, and whatever comes to be
        }
    }

    /** A stream may be spliced by a gateway that asked again: the second beginning is the one that counts. */
    private void begin(Node message) {
        begun = true;
        assembly.restart();
        open.clear();
        detail("id", message.text("id"));
        detail("model", message.text("model"));
        count(message.get("usage"));
    }

    private void block(int index, Node block) {
        int key = blocks++;
        open.put(index, key);
        switch (block.text("type")) {
            case "text" -> {
                assembly.text(key, block.text("text"));
                block.get("citations").forEach(citation -> assembly.cite(key, citation));
            }
            case "thinking" -> {
                assembly.thinking(key, block.text("thinking"));
                assembly.thought(key).signature.append(block.text("signature"));
            }
            case "redacted_thinking" -> {
                assembly.thought(key).redacted = true;
                assembly.thought(key).signature.append(block.text("data"));
            }
            case "tool_use" -> {
                Part.Call call = assembly.call(key);
                call.id = block.text("id");
                call.name = block.text("name");
                call.given = ToolArguments.given(block.get("input"), "{}");
            }
            default -> {
                if (block.isObject()) {
                    assembly.other(key, block.text("type"), block.json());
                }
            }
        }
    }

    private void delta(int index, Node delta) {
        int key = open.computeIfAbsent(index, unannounced -> blocks++);
        switch (delta.text("type")) {
            case "text_delta" -> assembly.text(key, delta.text("text"));
            case "citations_delta" -> assembly.cite(key, delta.get("citation"));
            case "thinking_delta" -> assembly.thinking(key, delta.text("thinking"));
            case "signature_delta" -> assembly.thought(key).signature.append(delta.text("signature"));
            case "input_json_delta" -> assembly.input(key, delta.text("partial_json"));
            default -> assembly.more(key, delta);
        }
    }

    private void end(Node delta, Node usage) {
        detail("finish", delta.text("stop_reason"));
        count(usage);
    }

    private void stop() throws BadAnswer {
        if (!begun && assembly.isEmpty()) {
            throw new BadAnswer("it ends before it began");
        }
        stopped = true;
    }

    /** Counts are cumulative, and the later events leave out what has not changed. */
    private void count(Node usage) {
        input = Tokens.count(usage, "input_tokens", input);
        output = Tokens.count(usage, "output_tokens", output);
        cacheRead = Tokens.count(usage, "cache_read_input_tokens", cacheRead);
        cacheWrite = Tokens.count(usage, "cache_creation_input_tokens", cacheWrite);
        cacheWriteHour = Tokens.count(usage.get("cache_creation"), "ephemeral_1h_input_tokens", cacheWriteHour);
        reasoning = Tokens.count(usage.get("output_tokens_details"), "thinking_tokens", reasoning);
        compacting = usage.get("iterations").isArray() ? Compacting.in(usage.get("iterations")) : compacting;
    }

    /** Counts of the calls by which a conversation was made shorter; input without what a cache served or took. */
    private record Compacting(long input, long output, long cacheRead, long cacheWrite) {
        static final Compacting NONE = new Compacting(0, 0, 0, 0);

        static Compacting in(Node iterations) {
            Compacting all = NONE;
            for (Node call : iterations) {
                if (call.text("type").equals(AnthropicCompaction.BLOCK)) {
                    all = new Compacting(
                            all.input + Tokens.count(call, "input_tokens", 0),
                            all.output + Tokens.count(call, "output_tokens", 0),
                            all.cacheRead + Tokens.count(call, "cache_read_input_tokens", 0),
                            all.cacheWrite + Tokens.count(call, "cache_creation_input_tokens", 0));
                }
            }
            return all;
        }

        Usage usage() {
            return Tokens.usage(input + cacheRead + cacheWrite, output, cacheRead, cacheWrite, 0, 0);
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
        if (all + output == 0) {
            return Optional.of(compacting.usage());
        }
        return Optional.of(Tokens.usage(all, output, cacheRead, cacheWrite, cacheWriteHour, reasoning));
    }

    @Override
    public Map<String, String> details() {
        return details;
    }
}
