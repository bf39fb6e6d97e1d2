package dev.agentharness.mcp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that runs as a process of this machine, with everything it started. What it writes to its standard error goes
 * to the log {@code dev.agentharness.mcp.stderr}. It ends with this JVM at the latest. Thread-safe.
 */
final class ServerProcess implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ServerProcess.class);
    private static final Logger stderr = LoggerFactory.getLogger("dev.agentharness.mcp.stderr");

    /** What programs need to find themselves; nothing secret is in these. */
    private static final List<String> HANDED_ON = List.of(
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "LANG",
            "LC_ALL",
            "TMPDIR",
            "SHELL",
            "TERM",
            "SYSTEMROOT",
            "SYSTEMDRIVE",
            "PATHEXT",
            "TEMP",
            "TMP",
            "USERPROFILE",
            "APPDATA",
            "LOCALAPPDATA",
            "PROGRAMFILES",
            "COMSPEC");

    /** How long it has between one way of being asked to end and the next, harder one. */
    private static final Duration GRACE = Duration.ofMillis(500);

    /** After how long it is given up, because the kernel does not let it go. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int LINE_BYTES = 2_000;
    private static final int LINES_KEPT = 20;

    private final String server;
    private final Process process;
    private final Deque<String> lastWords = new ArrayDeque<>();
    private final Thread shutdownHook = new Thread(this::kill, "harness-mcp-shutdown");

    private ServerProcess(String server, Process process) {
        this.server = server;
        this.process = process;
    }

    /**
     * Starts a command.
     *
     * @param environment what it gets besides the few variables that every program needs; nothing else is handed on
     */
    static ServerProcess start(String server, List<String> command, Map<String, String> environment, Path directory)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        Map<String, String> variables = new HashMap<>(builder.environment());
        variables.keySet().retainAll(HANDED_ON);
        variables.putAll(environment);
        builder.environment().clear();
        builder.environment().putAll(variables);
        ServerProcess started = new ServerProcess(server, builder.start());
        started.watch();
        return started;
    }

    private void watch() {
        try {
            Runtime.getRuntime().addShutdownHook(shutdownHook);
        } catch (IllegalStateException e) {
            kill(); // the JVM is shutting down; the reader finds the streams at their end
        }
        thread("stderr", this::drain);
    }

    /** Starts a thread that serves this process. */
    void thread(String role, Runnable work) {
        Thread thread = new Thread(work, "harness-mcp-" + server + "-" + role);
        thread.setDaemon(true);
        thread.start();
    }

    private void drain() {
        Lines lines = new Lines(process.getErrorStream(), LINE_BYTES);
        try {
            for (Optional<Lines.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
                String text = ServerText.line(line.get().text(), LINE_BYTES);
                stderr.info("{}: {}", server, text);
                synchronized (lastWords) {
                    lastWords.addLast(text);
                    if (lastWords.size() > LINES_KEPT) {
                        lastWords.removeFirst();
                    }
                }
            }
        } catch (IOException e) {
            log.debug("the standard error of {} is closed", server, e);
        }
    }

    InputStream output() {
        return process.getInputStream();
    }

    OutputStream input() {
        return process.getOutputStream();
    }

    /** Waits until it has ended. */
    void awaitExit() throws InterruptedException {
        process.waitFor();
    }

    /** Why nothing comes from it any more, for an error message. Its end may come a moment after that of its output. */
    String end(Duration wait) throws InterruptedException {
        return process.waitFor(wait.toMillis(), TimeUnit.MILLISECONDS)
                ? "it ended with exit code " + process.exitValue()
                : "it closed its output";
    }

    /** The last that it wrote to its standard error: for people, since secrets may be in it. */
    String lastWords() {
        synchronized (lastWords) {
            return String.join("\n", lastWords);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Ends it and everything it started, gently at first. Its standard input should be closed or about to be. */
    @Override
    public void close() {
        kill();
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException e) {
            log.trace("the JVM is shutting down, and the hook finds nothing to do", e);
        }
    }

    /** Also on a thread that is interrupted: it only looks more often then. */
    private void kill() {
        long begin = System.nanoTime();
        Set<ProcessHandle> known = new LinkedHashSet<>();
        Set<ProcessHandle> asked = new LinkedHashSet<>();
        for (Set<ProcessHandle> living = living(known); !living.isEmpty(); living = living(known)) {
            long spent = System.nanoTime() - begin;
            if (spent > PATIENCE.toNanos()) {
                log.warn("processes {} of the MCP server {} cannot be killed", living, server);
                return;
            }
            for (ProcessHandle one : living) {
                if (spent > 2 * GRACE.toNanos()) {
                    one.destroyForcibly();
                } else if (spent > GRACE.toNanos() && asked.add(one)) {
                    one.destroy();
                }
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    /** What lives of it, including what has lost its parent since it was last looked at. */
    private Set<ProcessHandle> living(Set<ProcessHandle> known) {
        known.add(process.toHandle());
        List.copyOf(known).forEach(one -> one.descendants().forEach(known::add));
        Set<ProcessHandle> living = new LinkedHashSet<>(known);
        living.removeIf(one -> !one.isAlive());
        return living;
    }
}
