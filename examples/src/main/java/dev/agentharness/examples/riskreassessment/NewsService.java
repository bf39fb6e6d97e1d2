package dev.agentharness.examples.riskreassessment;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A news service on this machine that knows the items in a folder, one line a file. Runs until it is closed. */
final class NewsService implements AutoCloseable {

    private final HttpServer server;
    private final Path items;

    private NewsService(HttpServer server, Path items) {
        this.server = server;
        this.items = items;
    }

    static NewsService start(Path items) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        NewsService service = new NewsService(server, items);
        server.createContext("/news", service::answer);
        server.start();
        return service;
    }

    /** Where to ask, with the query {@code ?vendor=…}. */
    URI address() {
        InetSocketAddress at = server.getAddress();
        return URI.create("http://" + at.getHostString() + ":" + at.getPort() + "/news");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String query = String.valueOf(exchange.getRequestURI().getRawQuery());
            String vendor = URLDecoder.decode(query.replaceFirst("^vendor=", ""), StandardCharsets.UTF_8);
            try {
                send(exchange, 200, String.join("\n", about(vendor)));
            } catch (CharacterCodingException e) {
                send(exchange, 500, "an item is no UTF-8 text");
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("content-type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private List<String> about(String vendor) throws IOException {
        if (!Files.isDirectory(items)) {
            return List.of();
        }
        List<Path> files;
        try (Stream<Path> all = Files.list(items)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        StringBuilder text = new StringBuilder();
        for (Path file : files) {
            text.append(Files.readString(file).strip()).append('\n');
        }
        String name = vendor.toLowerCase(Locale.ROOT);
        return text.toString()
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).contains(name))
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
