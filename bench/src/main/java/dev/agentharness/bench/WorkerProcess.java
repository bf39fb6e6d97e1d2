package dev.agentharness.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** A {@link Worker} as the bench knows it. It ends with this process. */
final class WorkerProcess implements AutoCloseable {

    private final String contestant;
    private final Process process;
    private final PrintStream orders;
    private final BufferedReader figures;

    WorkerProcess(String contestant, Group group, List<String> jvm, Server server) throws IOException {
        this.contestant = contestant;
        Jdk jdk = group.manyAtOnce() ? Jdk.newest() : Jdk.current();
        String heap = group.manyAtOnce() ? "4g" : "1g";
        // A fixed heap whose pages the system has given already, which it otherwise does at the expense of whoever
        // has allocated little so far, and compiler threads that stay, so that their time can be taken off.
        List<String> command = new ArrayList<>(List.of(
                jdk.java(), "-Xms1g", "-Xmx" + heap, "-XX:+AlwaysPreTouch", "-XX:-UseDynamicNumberOfCompilerThreads"));
        command.addAll(jvm);
        command.addAll(List.of(
                "-classpath", System.getProperty("java.class.path"), Worker.class.getName(), contestant, server.url()));
        this.process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        this.orders = new PrintStream(process.getOutputStream(), true, UTF_8);
        this.figures = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    }

    String contestant() {
        return contestant;
    }

    /** The last of as many rounds as fit in so many seconds; one at least. */
    Figures measure(Scenario scenario, double seconds) throws IOException {
        orders.println(scenario.name() + " " + seconds);
        String line = figures.readLine();
        if (line == null) {
            throw new IOException(contestant + " did not survive " + scenario.name());
        }
        return Figures.parse(line);
    }

    @Override
    public void close() {
        process.destroy();
    }
}
