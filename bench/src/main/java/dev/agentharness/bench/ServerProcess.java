package dev.agentharness.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.file.Path;

/** The {@link FakeServer} in a process of its own, which ends with this one. */
final class ServerProcess implements AutoCloseable {

    /** What the server was sent since it was asked last. */
    record Counts(long requests, long bytes, long connections) {}

    private final Process process;
    private final String url;

    private ServerProcess(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    static ServerProcess start() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dsun.net.httpserver.nodelay=true",
                        "-Dsun.net.httpserver.maxReqTime=-1",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        FakeServer.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        String port = lines.readLine();
        if (port == null) {
            throw new IOException("the fake server did not start");
        }
        return new ServerProcess(process, "http://127.0.0.1:" + port);
    }

    String url() {
        return url;
    }

    Counts counts() throws IOException {
        try (InputStream in = URI.create(url + "/count").toURL().openStream()) {
            String[] counts = new String(in.readAllBytes(), UTF_8).split(" ", -1);
            return new Counts(Long.parseLong(counts[0]), Long.parseLong(counts[1]), Long.parseLong(counts[2]));
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
