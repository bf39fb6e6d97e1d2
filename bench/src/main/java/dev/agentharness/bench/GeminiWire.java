package dev.agentharness.bench;

import java.util.stream.Stream;

/** Google's Gemini. */
final class GeminiWire implements Wire {

    private static final String PART = "{\"text\":\"%s\"}";

    @Override
    public String path() {
        return "/v1beta/models/";
    }

    @Override
    public String result() {
        return "\"functionResponse\"";
    }

    @Override
    public String whole(Reply reply) {
        String text = reply.text().isEmpty() ? "" : PART.formatted(reply.text());
        return answer(text + (reply.calls() ? call(reply) : ""), ",\"finishReason\":\"STOP\"");
    }

    @Override
    public Stream<String> streamed(Reply reply) {
        Stream<String> text = reply.pieces().stream().map(piece -> answer(PART.formatted(piece), ""));
        String last = reply.calls() ? call(reply) : PART.formatted("");
        return Stream.concat(text, Stream.of(answer(last, ",\"finishReason\":\"STOP\"")))
                .map(answer -> "data: " + answer + "\r\n\r\n");
    }

    private static String call(Reply reply) {
        return """
                {"functionCall":{"id":"%s","name":"lookup","args":%s}}""".formatted(reply.callId(), reply.arguments());
    }

    private static String answer(String parts, String reason) {
        return """
                {"candidates":[{"content":{"parts":[%s],"role":"model"}%s,"index":0}],\
                "usageMetadata":{"promptTokenCount":100,"candidatesTokenCount":20,"totalTokenCount":120},\
                "modelVersion":"fake","responseId":"response-1"}""".formatted(parts, reason);
    }
}
