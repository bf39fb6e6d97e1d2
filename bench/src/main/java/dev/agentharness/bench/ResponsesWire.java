package dev.agentharness.bench;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** OpenAI's Responses. */
final class ResponsesWire implements Wire {

    private static final String ITEM = "\"output_index\":%d,\"item\":%s";

    @Override
    public String path() {
        return "/v1/responses";
    }

    @Override
    public String result() {
        return "\"function_call_output\"";
    }

    @Override
    public String whole(Reply reply) {
        return response("completed", items(reply).collect(Collectors.joining(",")));
    }

    /** As there, everything is said three times: in pieces, when an item is done, and at the end. */
    @Override
    public Stream<String> streamed(Reply reply) {
        String start = event("response.created", "\"response\":" + response("in_progress", ""))
                + event("response.output_item.added", ITEM.formatted(0, message("in_progress", "")));
        List<String> pieces = reply.pieces();
        Stream<String> text = IntStream.range(0, pieces.size())
                .mapToObj(
                        i -> (i == 0 ? start : "") + event("response.output_text.delta", """
                                "item_id":"msg_1","output_index":0,"content_index":0,"delta":"%s\"""".formatted(pieces.get(i))));
        List<String> items = items(reply).toList();
        Stream<String> done = IntStream.range(0, items.size())
                .mapToObj(i -> event("response.output_item.done", ITEM.formatted(i, items.get(i))));
        Stream<String> end = Stream.of(event("response.completed", "\"response\":" + whole(reply)));
        return Stream.of(text, done, end).flatMap(parts -> parts);
    }

    private static Stream<String> items(Reply reply) {
        Stream<String> said = reply.text().isEmpty() ? Stream.of() : Stream.of(message("completed", reply.text()));
        Stream<String> called = reply.calls() ? Stream.of(call(reply)) : Stream.of();
        return Stream.concat(said, called);
    }

    private static String message(String status, String text) {
        String content =
                text.isEmpty() ? "" : "{\"type\":\"output_text\",\"annotations\":[],\"text\":\"" + text + "\"}";
        return """
                {"id":"msg_1","type":"message","status":"%s","role":"assistant","content":[%s]}""".formatted(status, content);
    }

    private static String call(Reply reply) {
        return """
                {"id":"fc_%d","type":"function_call","status":"completed","call_id":"%s","name":"lookup","arguments":"%s"}""".formatted(reply.call(), reply.callId(), Reply.escaped(reply.arguments()));
    }

    private static String response(String status, String output) {
        return """
                {"id":"resp_1","object":"response","created_at":1700000000,"status":"%s","model":"fake","output":[%s],\
                "usage":{"input_tokens":100,"output_tokens":20,"total_tokens":120}}""".formatted(status, output);
    }

    private static String event(String type, String content) {
        return """
                event: %1$s
                data: {"type":"%1$s",%2$s}

                """.formatted(type, content);
    }
}
