package dev.agentharness.sandboxes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A small {@code sh} that outlives this JVM by a moment: it waits on a pipe that ends when the JVM dies, however that
 * happens, or the session is closed,
 * and then kills what carries the session's mark.
 */
final class Watchdog implements AutoCloseable {

    private static final String SCRIPT = """
            read -r nothing
            for round in 1 2 3 4 5 6 7 8 9 10; do
              found=$(grep -ls "$1" /proc/[0-9]*/environ)
              [ -n "$found" ] || exit
              for file in $found; do
                pid=${file#/proc/}
                kill -KILL "${pid%/environ}"
              done
            done 2>/dev/null
            """;

    private final Process process;

    private Watchdog(Process process) {
        this.process = process;
    }

    /**
     * Begins to watch, where the machine has what it takes.
     *
     * @param mark how a line of the environment goes on after {@code HARNESS_COMMAND=}
     */
    static Optional<Watchdog> over(String mark) throws IOException {
        Path root = Path.of("/");
        Optional<Path> shell = Programs.find("sh", root, Programs.PATH);
        if (!ProcessTree.findsOrphans()
                || shell.isEmpty()
                || Programs.find("grep", root, Programs.PATH).isEmpty()) {
            return Optional.empty();
        }
        List<String> line = new ArrayList<>();
        Programs.find("setsid", root, Programs.PATH).ifPresent(setsid -> line.add(setsid.toString()));
        line.addAll(List.of(shell.get().toString(), "-c", SCRIPT, "harness-watchdog", ProcessTree.MARK + "=" + mark));
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", Programs.PATH));
        return Optional.of(new Watchdog(builder.start()));
    }

    /** Has it look once more, which finds nothing, and go. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            process.destroyForcibly(); // it is dead already
        }
    }
}
