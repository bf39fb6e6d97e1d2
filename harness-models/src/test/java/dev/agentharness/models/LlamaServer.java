package dev.agentharness.models;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** llama.cpp's server as a process of its own, on a free port of this machine. */
final class LlamaServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final String address;

    private LlamaServer(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    /** The server is there but cannot be had. */
    private static final class DoesNotStart extends Exception {
        private static final long serialVersionUID = 1L;

        DoesNotStart(String message) {
            super(message);
        }
    }

    /**
     * The server that {@code -Dharness.llamaServer} and {@code -Dharness.tinyModel} name. Without it the test is skipped,
     * and the line of evidence says so.
     */
    static LlamaServer orSkip(String evidence) throws IOException, InterruptedException {
        String command = System.getProperty("harness.llamaServer", "");
        String weights = System.getProperty("harness.tinyModel", "");
        try {
            if (command.isEmpty() || weights.isEmpty()) {
                throw new DoesNotStart("-Dharness.llamaServer or -Dharness.tinyModel not given");
            }
            return start(command, weights);
        } catch (DoesNotStart e) {
            System.out.println("evidence: " + evidence + " = skipped (" + e.getMessage() + ")");
            return Assumptions.abort(e.getMessage());
        }
    }

    private static LlamaServer start(String command, String weights)
            throws IOException, InterruptedException, DoesNotStart {
        int port = freePort();
        Path log = Files.createTempFile("llama-server", ".log");
        Process process;
        try {
            process = new ProcessBuilder(
                            command,
                            "-m",
                            weights,
                            "--host",
                            "127.0.0.1",
                            "--port",
                            Integer.toString(port),
                            "--jinja",
                            "-c",
                            "8192",
                            "-np",
                            "4",
                            "-t",
                            "1",
                            "--no-webui",
                            "--temp",
                            "0")
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new DoesNotStart("llama.cpp's server does not start: " + e.getMessage());
        }
        LlamaServer server = new LlamaServer(process, "http://127.0.0.1:" + port);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!server.isReady()) {
            if (process.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                server.close();
                throw new DoesNotStart("llama.cpp's server does not start: " + lastLine(log));
            }
        }
        return server;
    }

    String address() {
        return address;
    }

    private boolean isReady() throws InterruptedException {
        try {
            HttpRequest health = HttpRequest.newBuilder(URI.create(address + "/health"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return HttpClient.newHttpClient()
                            .send(health, HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static String lastLine(Path log) throws IOException {
        String[] lines = Files.readString(log).strip().split("\n");
        return lines[lines.length - 1];
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
