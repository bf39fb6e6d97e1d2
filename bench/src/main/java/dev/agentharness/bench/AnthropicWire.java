package dev.agentharness.bench;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Anthropic's Messages. */
final class AnthropicWire implements Wire {

    @Override
    public String path() {
        return "/v1/messages";
    }

    @Override
    public String result() {
        return "\"tool_use_id\"";
    }

    @Override
    public String whole(Reply reply) {
        String text = reply.text().isEmpty() ? "" : "{\"type\":\"text\",\"text\":\"" + reply.text() + "\"}";
        return message(text + (reply.calls() ? call(reply, reply.arguments()) : ""), '"' + reason(reply) + '"');
    }

    @Override
    public Stream<String> streamed(Reply reply) {
        String start = event("message_start", "\"message\":" + message("", "null"))
                + block(0, "{\"type\":\"text\",\"text\":\"\"}");
        List<String> pieces = reply.pieces();
        Stream<String> text = IntStream.range(0, pieces.size())
                .mapToObj(i -> (i == 0 ? start : "")
                        + delta(0, "{\"type\":\"text_delta\",\"text\":\"" + pieces.get(i) + "\"}"));
        String json = Reply.escaped(reply.arguments());
        Stream<String> call = reply.calls()
                ? Stream.of(
                        block(1, call(reply, "{}")),
                        delta(1, "{\"type\":\"input_json_delta\",\"partial_json\":\"" + json + "\"}"),
                        event("content_block_stop", "\"index\":1"))
                : Stream.of();
        Stream<String> end = Stream.of(
                event("message_delta", """
                        "delta":{"stop_reason":"%s","stop_sequence":null},"usage":{"output_tokens":20}""".formatted(reason(reply))),
                "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        return Stream.of(text, Stream.of(event("content_block_stop", "\"index\":0")), call, end)
                .flatMap(parts -> parts);
    }

    private static String message(String content, String reason) {
        return """
                {"id":"msg_1","type":"message","role":"assistant","model":"fake","content":[%s],"stop_reason":%s,\
                "stop_sequence":null,"usage":{"input_tokens":100,"output_tokens":20}}""".formatted(content, reason);
    }

    private static String call(Reply reply, String input) {
        return """
                {"type":"tool_use","id":"%s","name":"lookup","input":%s}""".formatted(reply.callId(), input);
    }

    private static String block(int index, String block) {
        return event("content_block_start", "\"index\":" + index + ",\"content_block\":" + block);
    }

    private static String delta(int index, String delta) {
        return event("content_block_delta", "\"index\":" + index + ",\"delta\":" + delta);
    }

    private static String event(String type, String content) {
        return """
                event: %1$s
                data: {"type":"%1$s",%2$s}

                """.formatted(type, content);
    }

    private static String reason(Reply reply) {
        return reply.calls() ? "tool_use" : "end_turn";
    }
}
