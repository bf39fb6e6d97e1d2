package dev.agentharness.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program that answers Chat Completions without a model: the name {@code turns-N} calls a tool until the request holds N
 * results, {@code silent} begins a stream and says no more. {@code /count} tells requests, bytes and new connections since
 * it was asked last. It prints its port and ends when its input does.
 */
final class FakeServer {

    private static final Pattern TURNS = Pattern.compile("\"model\":\"turns-(\\d+)\"");
    private static final String RESULT = "\"role\":\"tool\"";

    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong opened = new AtomicLong();
    private final Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();

    private FakeServer() {}

    public static void main(String[] args) throws IOException {
        FakeServer fake = new FakeServer();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/v1/chat/completions", fake::complete);
        server.createContext("/count", fake::count);
        server.start();
        System.out.println(server.getAddress().getPort());
        while (System.in.read() >= 0) {
            // nothing is said to it
        }
        System.exit(0);
    }

    private void complete(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        requests.incrementAndGet();
        bytes.addAndGet(body.length);
        if (connections.add(exchange.getRemoteAddress())) {
            opened.incrementAndGet();
        }
        String request = new String(body, UTF_8);
        Matcher turns = TURNS.matcher(request);
        if (!turns.find()) {
            fallSilent(exchange);
            return;
        }
        int results = occurrences(request);
        boolean done = results >= Integer.parseInt(turns.group(1));
        send(exchange, "application/json", done ? answer() : call(results + 1));
    }

    private static int occurrences(String request) {
        int count = 0;
        for (int at = request.indexOf(RESULT); at >= 0; at = request.indexOf(RESULT, at + RESULT.length())) {
            count++;
        }
        return count;
    }

    private static String call(int number) {
        return completion("""
                {"role":"assistant","content":null,"tool_calls":[{"id":"call_%1$d","type":"function",\
                "function":{"name":"lookup","arguments":"{\\"key\\":\\"entry-%1$d\\"}"}}]}""".formatted(number), "tool_calls");
    }

    private static String answer() {
        return completion("{\"role\":\"assistant\",\"content\":\"The archive says so.\"}", "stop");
    }

    private static String completion(String message, String reason) {
        return """
                {"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"fake",\
                "choices":[{"index":0,"message":%s,"finish_reason":"%s"}],\
                "usage":{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120}}""".formatted(message, reason);
    }

    private static void fallSilent(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        out.write("""
                data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"silent",\
                "choices":[{"index":0,"delta":{"role":"assistant","content":"Well"},"finish_reason":null}]}

                """.getBytes(UTF_8));
        out.flush();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void count(HttpExchange exchange) throws IOException {
        String counts = requests.getAndSet(0) + " " + bytes.getAndSet(0) + " " + opened.getAndSet(0);
        send(exchange, "text/plain", counts);
    }

    private static void send(HttpExchange exchange, String type, String text) throws IOException {
        byte[] body = text.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
