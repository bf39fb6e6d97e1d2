package dev.agentharness.bench;

import java.io.IOException;
import java.time.Instant;

/** A program that starts and asks a model once: how long until the server has the request, and what is on its class path. */
record FirstRequest(String name) implements Scenario {

    @Override
    public boolean needsWarmUp() {
        return false;
    }

    @Override
    public Figures measure(Contestant contestant, Server server) throws Exception {
        ClassPath path = ClassPath.of(contestant.name());
        server.counts();
        long start = nanos(Instant.now());
        Process process = new ProcessBuilder(
                        Jdk.current().java(),
                        "-classpath",
                        path.withBench(),
                        HelloWorld.class.getName(),
                        contestant.name(),
                        server.url())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Server.Counts counts = process.waitFor() == 0 ? server.counts() : null;
        if (counts == null || counts.requests() != 1) {
            throw new IOException(contestant.name() + " failed with the class path " + path);
        }
        return Figures.none()
                .with(Figure.FIRST_REQUEST, (counts.firstAt() - start) / 1e6)
                .with(Figure.JARS, path.parts().size())
                .with(Figure.MEGABYTES, path.bytes() / 1e6);
    }

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000 + instant.getNano();
    }
}
