package dev.agentharness.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A program that answers like a model, on every {@link Wire}, as the {@link Plan} says that a request names. {@code /count}
 * tells what came since it was asked last, {@code /release} lets go of the requests that are held. It prints its port and
 * ends when its input does.
 */
final class FakeServer {

    private final Tally tally = new Tally();
    private final Queue<Answer> held = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(4);

    private FakeServer() {}

    public static void main(String[] args) throws IOException {
        FakeServer fake = new FakeServer();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10_000);
        server.setExecutor(Executors.newCachedThreadPool());
        for (Wire wire : Wire.ALL) {
            server.createContext(wire.path(), exchange -> fake.answer(wire, exchange));
        }
        server.createContext("/count", exchange -> say(exchange, fake.tally.take() + " " + fake.held.size()));
        server.createContext("/release", fake::release);
        server.start();
        System.out.println(server.getAddress().getPort());
        while (System.in.read() >= 0) {
            // nothing is said to it
        }
        System.exit(0);
    }

    private void answer(Wire wire, HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        tally.arrived(exchange, body.length);
        String request = new String(body, UTF_8);
        Plan plan = Plan.named(
                request.contains("turns-") ? request : exchange.getRequestURI().toString());
        Reply reply = Reply.to(plan, occurrences(wire.result(), request));
        Answer answer = new Answer(exchange, wire, reply, plan.isStreamed());
        if (plan.held() && !reply.calls()) {
            hold(answer);
        } else if (plan.thinkMillis() > 0) {
            var unused = timer.schedule(() -> send(answer), plan.thinkMillis(), TimeUnit.MILLISECONDS);
        } else {
            send(answer);
        }
    }

    private static int occurrences(String word, String request) {
        int count = 0;
        for (int at = request.indexOf(word); at >= 0; at = request.indexOf(word, at + word.length())) {
            count++;
        }
        return count;
    }

    private void hold(Answer answer) throws IOException {
        answer.begin();
        held.add(answer);
    }

    private void send(Answer answer) {
        tally.answered();
        try {
            answer.begin();
            answer.end();
        } catch (IOException e) {
            System.err.println("fake server: " + e);
        }
    }

    private void release(HttpExchange exchange) throws IOException {
        say(exchange, "released");
        for (Answer answer = held.poll(); answer != null; answer = held.poll()) {
            tally.answered();
            try {
                answer.end();
            } catch (IOException e) {
                // who was interrupted does not listen any more
            }
        }
    }

    private static void say(HttpExchange exchange, String text) throws IOException {
        byte[] body = text.getBytes(UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
