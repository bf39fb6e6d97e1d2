package dev.agentharness.bench;

import com.sun.net.httpserver.HttpExchange;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** What the fake server counts. Thread-safe. */
final class Tally {

    private final Set<InetSocketAddress> known = new HashSet<>();
    private long requests;
    private long bytes;
    private long connections;
    private long inFlight;
    private long mostInFlight;
    private long firstAt;

    synchronized void arrived(HttpExchange exchange, long size) {
        if (requests++ == 0) {
            Instant now = Instant.now();
            firstAt = now.getEpochSecond() * 1_000_000_000 + now.getNano();
        }
        bytes += size;
        connections += known.add(exchange.getRemoteAddress()) ? 1 : 0;
        mostInFlight = Math.max(mostInFlight, ++inFlight);
    }

    synchronized void answered() {
        inFlight--;
    }

    /** The counts since they were taken last, and starts anew. */
    synchronized String take() {
        String counts = requests + " " + bytes + " " + connections + " " + mostInFlight + " " + firstAt;
        requests = 0;
        bytes = 0;
        connections = 0;
        mostInFlight = inFlight;
        firstAt = 0;
        return counts;
    }
}
