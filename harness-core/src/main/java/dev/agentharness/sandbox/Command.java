package dev.agentharness.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A program to run and its arguments, each handed over as it is: no shell reads them unless {@link #shell} says so.
 * Immutable.
 *
 * <pre>{@code
 * Command.of("mvn", "-q", "verify").in("service").timeout(Duration.ofMinutes(5))
 * }</pre>
 */
public final class Command {

    private final List<String> arguments;
    private final String workingDirectory;
    private final Map<String, String> environment;
    private final String input;
    private final @Nullable Duration timeout;
    private final int maxOutputBytes;

    private Command(
            List<String> arguments,
            String workingDirectory,
            Map<String, String> environment,
            String input,
            @Nullable Duration timeout,
            int maxOutputBytes) {
        this.arguments = arguments;
        this.workingDirectory = workingDirectory;
        this.environment = environment;
        this.input = input;
        this.timeout = timeout;
        this.maxOutputBytes = maxOutputBytes;
    }

    /**
     * A command.
     *
     * @param arguments the program, by a path or a name to look up in the {@code PATH}, then its arguments
     */
    public static Command of(String... arguments) {
        return of(List.of(arguments));
    }

    /** As {@link #of(String...)}. */
    public static Command of(List<String> arguments) {
        if (arguments.isEmpty() || arguments.get(0).isBlank()) {
            throw new IllegalArgumentException("a command needs a program: " + arguments);
        }
        for (String argument : arguments) {
            if (argument.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("an argument of " + arguments.get(0) + " holds a NUL character");
            }
        }
        return new Command(List.copyOf(arguments), "", Map.of(), "", null, 0);
    }

    /** A line for {@code sh}, which may take it apart in ways its writer did not mean: never put foreign text into it. */
    public static Command shell(String line) {
        return of("sh", "-c", line);
    }

    /**
     * This command, run in a folder of the workspace; in the workspace itself unless told.
     *
     * @param workingDirectory relative to the workspace
     * @throws IllegalArgumentException if it lies outside of the workspace
     */
    public Command in(String workingDirectory) {
        Path path = Path.of(workingDirectory);
        if (path.isAbsolute() || path.normalize().startsWith("..")) {
            throw new IllegalArgumentException(
                    "the working directory must lie inside the workspace and be relative to it, " + "not '"
                            + workingDirectory + "'");
        }
        return new Command(arguments, workingDirectory, environment, input, timeout, maxOutputBytes);
    }

    /** This command, which sees one more variable in its environment. */
    public Command environment(String name, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(Variables.checked(name, value), value);
        return new Command(arguments, workingDirectory, Map.copyOf(more), input, timeout, maxOutputBytes);
    }

    /** This command, which reads the text from its standard input; nothing unless told. */
    public Command input(String input) {
        Objects.requireNonNull(input, "input");
        return new Command(arguments, workingDirectory, environment, input, timeout, maxOutputBytes);
    }

    /** This command with less time than {@link SandboxSpec#timeout()}, which holds unless told. */
    public Command timeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("the timeout of " + arguments.get(0) + " must be positive: " + timeout);
        }
        return new Command(arguments, workingDirectory, environment, input, timeout, maxOutputBytes);
    }

    /** This command, of whose output less is kept than {@link SandboxSpec#maxOutputBytes()}, which holds unless told. */
    public Command maxOutputBytes(int bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("maxOutputBytes of " + arguments.get(0) + " must be positive: " + bytes);
        }
        return new Command(arguments, workingDirectory, environment, input, timeout, bytes);
    }

    /** The program, then its arguments. */
    public List<String> arguments() {
        return arguments;
    }

    /** Relative to the workspace; empty for the workspace itself. */
    public String workingDirectory() {
        return workingDirectory;
    }

    public Map<String, String> environment() {
        return environment;
    }

    public String input() {
        return input;
    }

    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }

    public OptionalInt maxOutputBytes() {
        return maxOutputBytes == 0 ? OptionalInt.empty() : OptionalInt.of(maxOutputBytes);
    }

    /** The program and its arguments; neither input nor environment, which may hold secrets. */
    @Override
    public String toString() {
        return String.join(" ", arguments);
    }
}
