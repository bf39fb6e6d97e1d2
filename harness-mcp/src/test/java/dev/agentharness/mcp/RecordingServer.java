package dev.agentharness.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server behind HTTP that remembers what it is sent and by which session. Its tool {@code work} tells of progress three
 * times and goes on for ever; {@code echo} answers at once; {@code ask} wants something of the client first.
 */
final class RecordingServer implements AutoCloseable {

    /** A message, and the session it came in. */
    record Heard(String session, JsonNode message) {

        String method() {
            return message.path("method").asText();
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String TOOLS = """
            {"tools":[{"name":"work","description":"Works","inputSchema":{"type":"object"}},
             {"name":"echo","description":"Echoes","inputSchema":{"type":"object"}},
             {"name":"ask","description":"Asks back","inputSchema":{"type":"object"}}]}""";

    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Heard> heard = new CopyOnWriteArrayList<>();
    private final List<String> farewells = new CopyOnWriteArrayList<>();
    private final Map<String, Boolean> sessions = new ConcurrentHashMap<>();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean forgetful;

    private RecordingServer(HttpServer http) {
        this.http = http;
    }

    static RecordingServer start() throws IOException {
        return start(0);
    }

    static RecordingServer start(int port) throws IOException {
        RecordingServer server = new RecordingServer(
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0));
        server.http.createContext("/mcp", server::answer);
        server.http.setExecutor(server.threads);
        server.http.start();
        return server;
    }

    int port() {
        return http.getAddress().getPort();
    }

    McpServer.Builder client() {
        return McpServer.http("web", URI.create("http://127.0.0.1:" + port() + "/mcp"));
    }

    /** What it was sent of a method, or all that answers something where it is empty. */
    List<Heard> heard(String method) {
        return heard.stream().filter(one -> one.method().equals(method)).toList();
    }

    /** The sessions whose end it was told of. */
    List<String> farewells() {
        return farewells;
    }

    /** Knows none of the sessions any more that there were so far. */
    void forget() {
        sessions.clear();
    }

    /** Forgets each session when a tool is called, from now on. */
    void forgetful() {
        forgetful = true;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String session = String.valueOf(exchange.getRequestHeaders().getFirst("Mcp-Session-Id"));
            if (!exchange.getRequestMethod().equals("POST")) {
                if (exchange.getRequestMethod().equals("DELETE")) {
                    farewells.add(session);
                }
                exchange.sendResponseHeaders(405, -1);
                return;
            }
            JsonNode message = JSON.readTree(exchange.getRequestBody().readAllBytes());
            if (message.path("method").asText().equals("initialize")) {
                session = "session-" + opened.incrementAndGet();
                sessions.put(session, true);
                exchange.getResponseHeaders().set("Mcp-Session-Id", session);
            }
            if (forgetful && message.path("method").asText().equals("tools/call")) {
                forget();
            }
            if (!sessions.containsKey(session)) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            heard.add(new Heard(session, message));
            answer(exchange, message);
        }
    }

    private void answer(HttpExchange exchange, JsonNode message) throws IOException {
        switch (message.path("method").asText()) {
            case "initialize" -> json(exchange, message, """
                    {"protocolVersion":"2025-06-18","capabilities":{"tools":{}},
                     "serverInfo":{"name":"recording","version":"1"}}""");
            case "tools/list" -> json(exchange, message, TOOLS);
            case "ping" -> json(exchange, message, "{}");
            case "tools/call" -> call(exchange, message);
            default -> exchange.sendResponseHeaders(202, -1);
        }
    }

    private void call(HttpExchange exchange, JsonNode message) throws IOException {
        String tool = message.at("/params/name").asText();
        if (tool.equals("echo")) {
            json(exchange, message, text(message.at("/params/arguments/text").asText()));
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream events = exchange.getResponseBody();
        if (tool.equals("ask")) {
            event(
                    events,
                    "{\"jsonrpc\":\"2.0\",\"id\":\"mine\",\"method\":" + message.at("/params/arguments/for")
                            + ",\"params\":{}}");
            int before = asked.incrementAndGet();
            Calls.until("it is answered", () -> heard("").size() >= before);
            JsonNode answer = heard("").get(before - 1).message();
            event(events, result(message, text(answer.toString())));
            return;
        }
        for (int step = 1; step <= 3; step++) {
            event(events, """
                    {"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":%s,"progress":%d,"total":9}}""".formatted(message.at("/params/_meta/progressToken"), step));
        }
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void event(OutputStream events, String json) throws IOException {
        events.write(("event: message\ndata: " + json.replace("\n", "") + "\n\n").getBytes(StandardCharsets.UTF_8));
        events.flush();
    }

    private static String text(String text) throws IOException {
        return JSON.writeValueAsString(Map.of("content", List.of(Map.of("type", "text", "text", text))));
    }

    private static String result(JsonNode request, String result) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + request.get("id") + ",\"result\":" + result + "}";
    }

    private static void json(HttpExchange exchange, JsonNode request, String result) throws IOException {
        byte[] body = result(request, result).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        closing.countDown();
        http.stop(0);
        threads.shutdownNow();
    }
}
