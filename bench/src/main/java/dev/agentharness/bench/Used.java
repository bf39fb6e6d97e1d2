package dev.agentharness.bench;

import java.io.IOException;

/**
 * What some work has used.
 *
 * @param cpu nanoseconds
 * @param allocated bytes
 * @param counts what the server saw of it
 */
record Used(long cpu, long allocated, Server.Counts counts) {

    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    static Used by(Server server, Work work) throws Exception {
        server.counts();
        Meter start = Meter.read();
        work.run();
        Meter end = Meter.read();
        return new Used(end.cpuSince(start), end.allocatedSince(start), server.counts());
    }

    /** How many requests there were, which is how many there should have been. */
    long requests(long expected) throws IOException {
        if (counts.requests() != expected) {
            throw new IOException(counts.requests() + " requests instead of " + expected);
        }
        return expected;
    }
}
