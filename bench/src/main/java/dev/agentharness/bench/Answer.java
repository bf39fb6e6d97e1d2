package dev.agentharness.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** An answer of the fake server under way: {@link #begin} sends the streamed text, {@link #end} the rest. */
record Answer(HttpExchange exchange, Wire wire, Reply reply, boolean streamed) {

    private record Known(Wire wire, Reply reply) {}

    /** Answers are few, and making them would take the processor from the client. */
    private static final Map<Known, List<byte[]>> BODIES = new ConcurrentHashMap<>();

    private List<byte[]> body() {
        return BODIES.computeIfAbsent(
                new Known(wire, reply),
                known -> (streamed
                                ? known.wire().streamed(known.reply())
                                : Stream.of(known.wire().whole(known.reply())))
                        .map(part -> part.getBytes(UTF_8))
                        .toList());
    }

    void begin() throws IOException {
        if (streamed) {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            write(body().subList(0, reply.pieces().size()));
        }
    }

    void end() throws IOException {
        List<byte[]> body = body();
        if (streamed) {
            write(body.subList(reply.pieces().size(), body.size()));
        } else {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.get(0).length);
            write(body);
        }
        exchange.getResponseBody().close();
    }

    /** Each part at once, as tokens come. */
    private void write(List<byte[]> parts) throws IOException {
        OutputStream out = exchange.getResponseBody();
        for (byte[] part : parts) {
            out.write(part);
            out.flush();
        }
    }
}
