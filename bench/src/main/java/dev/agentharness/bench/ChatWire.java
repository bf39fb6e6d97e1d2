package dev.agentharness.bench;

import java.util.stream.Stream;

/** OpenAI's Chat Completions. */
final class ChatWire implements Wire {

    @Override
    public String path() {
        return "/v1/chat/completions";
    }

    @Override
    public String result() {
        return "\"tool_call_id\"";
    }

    @Override
    public String whole(Reply reply) {
        String content = reply.text().isEmpty() ? "null" : "\"" + reply.text() + "\"";
        String calls = reply.calls() ? ",\"tool_calls\":[" + call(reply, "") + "]" : "";
        return """
                {"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"fake",\
                "choices":[{"index":0,"message":{"role":"assistant","content":%s%s},"finish_reason":"%s"}],\
                "usage":{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120}}""".formatted(content, calls, reason(reply));
    }

    @Override
    public Stream<String> streamed(Reply reply) {
        Stream<String> text = reply.pieces().stream()
                .map(piece -> choice("{\"role\":\"assistant\",\"content\":\"" + piece + "\"}", "null"));
        Stream<String> calls = reply.calls()
                ? Stream.of(choice("{\"tool_calls\":[" + call(reply, "\"index\":0,") + "]}", "null"))
                : Stream.of();
        Stream<String> end = Stream.of(
                choice("{}", "\"" + reason(reply) + "\""),
                chunk("\"choices\":[],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":20,\"total_tokens\":120}"),
                "data: [DONE]\n\n");
        return Stream.of(text, calls, end).flatMap(parts -> parts);
    }

    private static String call(Reply reply, String index) {
        return """
                {%s"id":"%s","type":"function","function":{"name":"lookup","arguments":"%s"}}""".formatted(index, reply.callId(), Reply.escaped(reply.arguments()));
    }

    private static String choice(String delta, String reason) {
        return chunk("\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + reason + "}]");
    }

    private static String chunk(String content) {
        return """
                data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"fake",%s}

                """.formatted(content);
    }

    private static String reason(Reply reply) {
        return reply.calls() ? "tool_calls" : "stop";
    }
}
