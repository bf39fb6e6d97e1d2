package dev.agentharness.bench;

import java.io.IOException;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What one request cost in one round, on average. Microseconds, bytes, and connections for each 100 requests. */
record Round(double cpu, double allocated, double sent, double connections) {

    /** Runs so many tasks and measures them. */
    static Round of(Contestant contestant, int turns, int tasks, ServerProcess server) throws IOException {
        contestant.renew();
        server.counts();
        Meter start = Meter.read();
        for (int i = 0; i < tasks; i++) {
            String answer = contestant.run(turns);
            if (!answer.equals("The archive says so.")) {
                throw new IllegalStateException(contestant.name() + " answered: " + answer);
            }
        }
        Meter end = Meter.read();
        ServerProcess.Counts counts = server.counts();
        double requests = counts.requests();
        if (requests != (turns + 1.0) * tasks) {
            throw new IllegalStateException(contestant.name() + " sent " + counts.requests() + " requests");
        }
        return new Round(
                end.cpuSince(start) / 1_000.0 / requests,
                end.allocatedSince(start) / requests,
                counts.bytes() / requests,
                counts.connections() * 100 / requests);
    }

    static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
        double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
