package dev.agentharness.sandboxes;

import dev.agentharness.sandbox.Command;
import dev.agentharness.sandbox.ExecResult;
import dev.agentharness.sandbox.SandboxException;
import dev.agentharness.sandbox.SandboxException.Kind;
import dev.agentharness.sandbox.SandboxSession;
import dev.agentharness.sandbox.SandboxSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Commands as plain processes. The thread that asks for a command starts it, reads its output and waits for it, all by
 * itself: it never blocks on the pipe, so it notices the end of its time and an interrupt at once, and a process in the
 * background that holds the pipe open keeps nobody waiting.
 */
final class ProcessSession implements SandboxSession {

    /** As much as a pipe can hold, and so what a command that has ended may still have in it. */
    private static final int PIPE_BYTES = 1 << 20;

    private static final Duration LONGEST_PAUSE = Duration.ofMillis(16);

    private final SandboxSpec spec;
    private final Path workspace;
    private final String id;
    private final Optional<Watchdog> watchdog;
    private final Optional<Path> setsid = Programs.find("setsid", Path.of("/"), Programs.PATH);
    private final Thread shutdownHook = new Thread(this::end, "harness-sandbox-shutdown");
    private final AtomicLong commands = new AtomicLong();

    private final Set<ProcessHandle> running = new HashSet<>();
    private final Set<ProcessHandle> leftBehind = new HashSet<>();
    private boolean closed;

    private ProcessSession(SandboxSpec spec, Path workspace, String id, Optional<Watchdog> watchdog) {
        this.spec = spec;
        this.workspace = workspace;
        this.id = id;
        this.watchdog = watchdog;
    }

    static ProcessSession open(SandboxSpec spec, Path workspace) {
        String id = UUID.randomUUID() + ".";
        try {
            ProcessSession session = new ProcessSession(spec, workspace, id, Watchdog.over(id));
            Runtime.getRuntime().addShutdownHook(session.shutdownHook);
            return session;
        } catch (IOException e) {
            throw new SandboxException(Kind.CANNOT_START, "no process can be started: " + e.getMessage(), e);
        } catch (IllegalStateException e) {
            throw new SandboxException(Kind.CANNOT_START, "this JVM is shutting down", e);
        }
    }

    @Override
    public ExecResult exec(Command command) throws InterruptedException {
        checkInterrupt();
        long begin = System.nanoTime();
        long deadline = begin + timeout(command).toNanos();
        String mark = id + commands.incrementAndGet();
        Process process = start(command, mark);
        ProcessTree tree = new ProcessTree(mark + '\0', Set.of(process.toHandle()));
        CappedOutput output = new CappedOutput(
                Math.min(command.maxOutputBytes().orElse(spec.maxOutputBytes()), spec.maxOutputBytes()));
        boolean ended;
        try {
            ended = await(process, tree, output, deadline);
        } finally {
            forget(process.toHandle(), tree);
        }
        checkOpen(command);
        int exitCode = ended || process.waitFor(1, TimeUnit.SECONDS) ? process.exitValue() : 137;
        return new ExecResult(
                exitCode, output.text(), !ended, output.isTruncated(), Duration.ofNanos(System.nanoTime() - begin));
    }

    private Duration timeout(Command command) {
        return command.timeout()
                .filter(own -> own.compareTo(spec.timeout()) < 0)
                .orElse(spec.timeout());
    }

    private Process start(Command command, String mark) throws InterruptedException {
        Path folder = folder(command);
        Map<String, String> environment = environment(command, mark);
        List<String> line = new ArrayList<>();
        setsid.ifPresent(program -> line.add(program.toString()));
        line.add(program(command, folder, environment.getOrDefault("PATH", "")).toString());
        line.addAll(command.arguments().subList(1, command.arguments().size()));
        ProcessBuilder builder =
                new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        try (Input input = Input.of(command.input())) {
            input.file().ifPresent(file -> builder.redirectInput(file.toFile()));
            return start(builder, command);
        } catch (IOException e) {
            checkInterrupt(); // which may have been what stopped the writing of the input
            throw new SandboxException(
                    Kind.CANNOT_START, "'" + command.arguments().get(0) + "' cannot be started: " + e.getMessage(), e);
        }
    }

    /** Together with the check, so that no command slips in while the session is closed. */
    private synchronized Process start(ProcessBuilder builder, Command command) throws IOException {
        checkOpen(command);
        Process process = builder.start();
        running.add(process.toHandle());
        process.getOutputStream().close();
        return process;
    }

    private synchronized void checkOpen(Command command) {
        if (closed) {
            throw new SandboxException(
                    Kind.CLOSED,
                    "the sandbox session is closed, so '" + command.arguments().get(0) + "' has no result",
                    null);
        }
    }

    private Path folder(Command command) {
        Path folder;
        try {
            folder = workspace.resolve(command.workingDirectory()).toRealPath();
        } catch (IOException e) {
            throw new SandboxException(
                    Kind.CANNOT_START, "the working directory '" + command.workingDirectory() + "' is not there", e);
        }
        if (!folder.startsWith(workspace) || !Files.isDirectory(folder)) {
            throw new SandboxException(
                    Kind.CANNOT_START,
                    "the working directory '" + command.workingDirectory() + "' is no folder of the workspace",
                    null);
        }
        return folder;
    }

    private Map<String, String> environment(Command command, String mark) {
        Map<String, String> environment =
                new HashMap<>(Map.of("PATH", Programs.PATH, "HOME", workspace.toString(), "LANG", "C.UTF-8"));
        environment.putAll(spec.environment());
        environment.putAll(command.environment());
        environment.put(ProcessTree.MARK, mark);
        return environment;
    }

    private static Path program(Command command, Path folder, String searchPath) {
        String program = command.arguments().get(0);
        return Programs.find(program, folder, searchPath)
                .orElseThrow(() -> new SandboxException(
                        Kind.CANNOT_START,
                        program.indexOf('/') >= 0
                                ? "'" + program + "' is not there or is no program"
                                : "there is no program '" + program + "' in the PATH " + searchPath,
                        null));
    }

    /**
     * Reads what the process writes until it ends, or until its time is up and it is ended.
     *
     * @return whether it ended by itself
     */
    private static boolean await(Process process, ProcessTree tree, CappedOutput output, long deadline)
            throws InterruptedException {
        boolean ended = false;
        try {
            ended = read(process, output, deadline);
        } finally {
            if (!ended) {
                tree.end();
            }
        }
        output.take(process.getInputStream(), PIPE_BYTES);
        return ended;
    }

    private static boolean read(Process process, CappedOutput output, long deadline) throws InterruptedException {
        long pause = 1;
        while (!process.waitFor(pause, TimeUnit.MILLISECONDS)) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            boolean quiet = output.take(process.getInputStream(), PIPE_BYTES) == 0;
            pause = quiet ? Math.min(2 * pause, LONGEST_PAUSE.toMillis()) : 1;
        }
        return true;
    }

    private static void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** Keeps only what the command left running. */
    private void forget(ProcessHandle process, ProcessTree tree) {
        Set<ProcessHandle> living = tree.living();
        synchronized (this) {
            running.remove(process);
            leftBehind.removeIf(one -> !one.isAlive());
            leftBehind.addAll(living);
        }
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException e) {
            return; // the JVM is shutting down, and the hook finds nothing to do
        }
    }

    private void end() {
        Set<ProcessHandle> known;
        synchronized (this) {
            closed = true;
            leftBehind.removeIf(one -> !one.isAlive());
            known = new HashSet<>(running);
            known.addAll(leftBehind);
        }
        new ProcessTree(id, known).end();
        watchdog.ifPresent(Watchdog::close);
    }

    /** What a command reads: a file, so that a command that does not read keeps nobody waiting. */
    private record Input(Optional<Path> file) implements AutoCloseable {

        static Input of(String text) throws IOException {
            if (text.isEmpty()) {
                return new Input(Optional.empty());
            }
            Input input = new Input(Optional.of(Files.createTempFile("harness-input-", "")));
            try {
                Files.writeString(input.file().orElseThrow(), text);
                return input;
            } catch (IOException e) {
                input.close();
                throw e;
            }
        }

        /** The process that has it open can still read it. */
        @Override
        public void close() throws IOException {
            if (file.isPresent()) {
                Files.deleteIfExists(file.get());
            }
        }
    }
}
