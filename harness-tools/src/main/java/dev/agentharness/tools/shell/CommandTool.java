package dev.agentharness.tools.shell;

import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.sandbox.Command;
import dev.agentharness.sandbox.ExecResult;
import dev.agentharness.sandbox.SandboxSession;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import java.time.Duration;
import java.util.Optional;

/** A tool whose calls are commands. */
record CommandTool(ToolSpec spec, SandboxSession session, Duration longest, Reading reading) implements Tool {

    /** Makes a command of what a model writes. */
    @FunctionalInterface
    interface Reading {
        Command of(ToolInput input);
    }

    static final Duration LONGEST = Duration.ofMinutes(10);

    /** The arguments that all of them have, and the end of the object. */
    static final String COMMON_SCHEMA = """
            "folder":{"type":"string","description":"Where to run it, relative to the workspace; there itself unless given"},\
            "seconds":{"type":"integer","minimum":1,"maximum":600,\
            "description":"How long it may take; 120 unless given"}},""";

    private static final Duration USUAL = Duration.ofMinutes(2);

    /** Less than the harness shows of a result, so that nothing is left out twice. */
    private static final int MOST_BYTES = 24_000;

    @Override
    public Optional<String> mistake(ToolInput input) {
        try {
            command(input);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** A command that fails has done what it was asked to: tell how it ended. It is no error of the tool. */
    @Override
    public ToolOutput call(ToolInput input, ToolContext context) throws InterruptedException {
        ExecResult result = session.exec(command(input));
        String end = result.timedOut()
                ? "stopped, because it took longer than " + result.time().toSeconds() + " seconds"
                : "exit code " + result.exitCode();
        return ToolOutput.text(end + "\n" + (result.output().isEmpty() ? "(no output)" : result.output()));
    }

    private Command command(ToolInput input) {
        Command command = reading.of(input).timeout(time(input)).maxOutputBytes(MOST_BYTES);
        return input.has("folder") ? command.in(input.string("folder")) : command;
    }

    private Duration time(ToolInput input) {
        if (!input.has("seconds")) {
            return USUAL;
        }
        long seconds = input.integer("seconds");
        if (seconds < 1 || seconds > longest.toSeconds()) {
            throw new IllegalArgumentException(
                    "argument 'seconds' must be from 1 to " + longest.toSeconds() + " but is " + seconds);
        }
        return Duration.ofSeconds(seconds);
    }
}
