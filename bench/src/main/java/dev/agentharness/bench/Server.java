package dev.agentharness.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

/** The fake server as its clients know it. */
record Server(String url) {

    /**
     * What the server was sent since it was asked last.
     *
     * @param bytes of bodies
     * @param connections that were new
     * @param mostInFlight requests that it had and had not answered, at the worst moment
     * @param firstAt when the first request was there, in nanoseconds since the epoch
     * @param held requests that it holds now
     */
    record Counts(long requests, long bytes, long connections, long mostInFlight, long firstAt, long held) {}

    Counts counts() throws IOException {
        String[] counts = get("/count").split(" ", -1);
        return new Counts(
                Long.parseLong(counts[0]),
                Long.parseLong(counts[1]),
                Long.parseLong(counts[2]),
                Long.parseLong(counts[3]),
                Long.parseLong(counts[4]),
                Long.parseLong(counts[5]));
    }

    /** Has the server answer the requests that it holds. */
    void release() throws IOException {
        get("/release");
    }

    private String get(String path) throws IOException {
        try (InputStream in = URI.create(url + path).toURL().openStream()) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
