package dev.agentharness.models;

import dev.agentharness.model.FinishReason;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Answers of Anthropic's Messages API, whole or streamed ("Streaming Messages" in its documentation). */
final class AnthropicAnswer implements Answer {

    /** What a call has besides name and input, such as who made it; an extra of the call. */
    static final String ITEM = "item";
    /** Where the provider's tools ran; an opaque part, which is told beside the conversation. */
    static final String CONTAINER = "container";

    private static final Set<String> OF_A_CALL = Set.of("type", "id", "name", "input");

    private final Assembly assembly;
    /** Which block a stream's index means now. */
    private final Map<Integer, Integer> open = new HashMap<>();

    private final AnthropicUsage usage = new AnthropicUsage();
    private int blocks;
    private boolean begun;
    private boolean stopped;

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
        Node event = assembly.event(data, length);
        String kind = event.text("type");
        switch (kind.isEmpty() ? type : kind) {
            case "message_start" -> begin(event.get("message"));
            case "content_block_start" -> block(event.integer("index", 0), event.get("content_block"));
            case "content_block_delta" -> delta(event.integer("index", 0), event.get("delta"));
            case "message_delta" -> end(event.get("delta"), event.get("usage"));
            case "message_stop" -> stop();
            case "error" -> throw new ErrorAnswer(event);
            default -> ErrorAnswer.check(event); // pings, ends of blocks, and whatever comes to be
        }
    }

    /** A stream may be spliced by a gateway that asked again: the second beginning is the one that counts. */
    private void begin(Node message) {
        begun = true;
        assembly.restart();
        open.clear();
        assembly.detail("id", message.get("id"));
        assembly.detail("model", message.get("model"));
        dropped(message.get("input_transformations"));
        count(message.get("usage"));
    }

    /** Thinking that went back and that the model was not shown. */
    private void dropped(Node transformations) {
        int dropped = 0;
        for (Node each : transformations) {
            dropped += each.text("type").equals("thinking_dropped") ? 1 : 0;
        }
        if (dropped > 0) {
            assembly.detail("dropped-thinking", String.valueOf(dropped));
        }
    }

    private void container(Node container) {
        if (container.isObject()) {
            assembly.other(CONTAINER, CONTAINER, "").json = container.json();
        }
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
                if (block.size() > OF_A_CALL.size()) {
                    call.extra(assembly.provider() + "/" + ITEM, block.jsonWithout(OF_A_CALL));
                }
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

    private void end(Node delta, Node counts) {
        assembly.detail("finish", delta.get("stop_reason"));
        container(delta.get(CONTAINER));
        assembly.detail("explanation", delta.get("stop_details").get("explanation"));
        count(counts);
    }

    private void count(Node counts) {
        usage.count(counts);
        assembly.usage(usage.all());
    }

    private void stop() throws BadAnswer {
        if (!begun && assembly.isEmpty()) {
            throw new BadAnswer("it ends before it began");
        }
        stopped = true;
    }

    @Override
    public Assembly assembly() {
        return assembly;
    }

    @Override
    public boolean isFinished() {
        return stopped;
    }

    @Override
    public boolean isEnding() {
        return isWhole();
    }

    @Override
    public boolean isWhole() {
        return stopped || !assembly.detail("finish").isEmpty();
    }

    @Override
    public FinishReason finishReason() {
        return switch (assembly.detail("finish")) {
            case "end_turn", "stop_sequence" ->
                assembly.hasCalls() ? FinishReason.TOOL_CALLS : FinishReason.STOP; // some gateways mix them up
            case "tool_use" -> FinishReason.TOOL_CALLS;
            case "max_tokens", "model_context_window_exceeded" -> FinishReason.LENGTH;
            case "refusal" -> FinishReason.REFUSAL;
            case "pause_turn", "compaction" -> FinishReason.PAUSE;
            default -> FinishReason.OTHER;
        };
    }
}
