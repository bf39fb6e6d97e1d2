package dev.agentharness.examples.riskreassessment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/** A server on this machine that answers as an OpenAI-compatible provider does: one script line a request, else 401. */
final class LoopbackProvider implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Queue<String> script;

    private LoopbackProvider(HttpServer server, Queue<String> script) {
        this.server = server;
        this.script = script;
    }

    /** A provider whose model says these lines, each made by {@link #calls}. */
    static LoopbackProvider of(String... script) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        LoopbackProvider provider = new LoopbackProvider(server, new ArrayDeque<>(List.of(script)));
        server.createContext("/v1/chat/completions", provider::answer);
        server.start();
        return provider;
    }

    /** A streamed message that calls tools: names and arguments in turn. */
    static String calls(Object... namesAndArguments) throws IOException {
        StringBuilder events = new StringBuilder();
        for (int i = 0; i < namesAndArguments.length; i += 2) {
            Map<String, Object> function = Map.of(
                    "name", namesAndArguments[i], "arguments", JSON.writeValueAsString(namesAndArguments[i + 1]));
            Map<String, Object> call =
                    Map.of("index", i / 2, "id", "call-" + i, "type", "function", "function", function);
            event(Map.of("choices", List.of(Map.of("index", 0, "delta", Map.of("tool_calls", List.of(call))))), events);
        }
        event(Map.of("choices", List.of(Map.of("index", 0, "delta", Map.of(), "finish_reason", "tool_calls"))), events);
        event(Map.of("choices", List.of(), "usage", Map.of("prompt_tokens", 900, "completion_tokens", 60)), events);
        return events.append("data: [DONE]\n\n").toString();
    }

    private static void event(Map<String, Object> chunk, StringBuilder events) throws IOException {
        events.append("data: ").append(JSON.writeValueAsString(chunk)).append("\n\n");
    }

    String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    private void answer(HttpExchange exchange) throws IOException {
        String said = script.poll();
        if (said == null) {
            send(exchange, 401, "application/json", "{\"error\":{\"message\":\"Incorrect API key\"}}");
        } else {
            send(exchange, 200, "text/event-stream", said);
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("content-type", type);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
