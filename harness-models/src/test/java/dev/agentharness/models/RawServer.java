package dev.agentharness.models;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP server that sends exactly the bytes it is told, for answers that no well-behaved server would give. */
final class RawServer implements Closeable {

    /** What is done about a request. Returning keeps the connection; {@link Exchange#hangUp} ends it. */
    interface Script {
        void answer(Exchange exchange) throws Exception;
    }

    /** One request and the way back. */
    static final class Exchange {
        final String head;
        final String body;
        private final Socket socket;

        Exchange(String head, String body, Socket socket) {
            this.head = head;
            this.body = body;
            this.socket = socket;
        }

        void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.UTF_8));
        }

        void send(byte[] bytes) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
        }

        /** The head of a chunked answer. */
        void head(String contentType) throws IOException {
            send("HTTP/1.1 200 OK\r\ncontent-type: " + contentType + "\r\ntransfer-encoding: chunked\r\n\r\n");
        }

        void chunk(String text) throws IOException {
            send(Integer.toHexString(text.getBytes(StandardCharsets.UTF_8).length) + "\r\n" + text + "\r\n");
        }

        void lastChunk() throws IOException {
            send("0\r\n\r\n");
        }

        /** Waits until the client closes the connection. */
        void awaitHangUp() {
            try {
                while (socket.getInputStream().read() >= 0) {}
            } catch (IOException reset) {
                // Closed in the rougher way.
            }
        }

        void hangUp() throws IOException {
            socket.close();
        }

        /** Breaks the connection off: the client may lose what it has not read yet. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    private final ServerSocket server;
    private final Script script;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    RawServer(Script script) throws IOException {
        this.script = script;
        this.server = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    /** A server that sends each answer once, in order, as it is, and then hangs up. */
    static RawServer saying(String... answers) throws IOException {
        List<String> left = new ArrayList<>(List.of(answers));
        return new RawServer(exchange -> {
            exchange.send(left.remove(0));
            exchange.hangUp();
        });
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                connections.incrementAndGet();
                sockets.add(socket);
                daemon(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (String head = head(in); !head.isEmpty() && !socket.isClosed(); head = head(in)) {
                script.answer(new Exchange(head, body(head, in), socket));
            }
        } catch (Exception over) {
            // The client hung up, or the test is over.
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static String body(String head, InputStream in) throws IOException {
        for (String line : head.split("\r\n")) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                byte[] body = in.readNBytes(Integer.parseInt(line.substring(15).strip()));
                return new String(body, StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
