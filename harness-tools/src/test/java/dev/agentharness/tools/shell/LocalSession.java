package dev.agentharness.tools.shell;

import dev.agentharness.sandbox.Command;
import dev.agentharness.sandbox.ExecResult;
import dev.agentharness.sandbox.SandboxException;
import dev.agentharness.sandbox.SandboxSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A session without a sandbox, for quick commands; it remembers them. */
final class LocalSession implements SandboxSession {

    private final Path workspace;
    private final List<Command> commands = new ArrayList<>();

    LocalSession(Path workspace) {
        this.workspace = workspace;
    }

    List<Command> commands() {
        return commands;
    }

    @Override
    public ExecResult exec(Command command) throws InterruptedException {
        commands.add(command);
        try {
            Process process = new ProcessBuilder(command.arguments())
                    .directory(workspace.resolve(command.workingDirectory()).toFile())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new ExecResult(process.waitFor(), output, false, false, Duration.ZERO);
        } catch (IOException e) {
            throw new SandboxException(SandboxException.Kind.CANNOT_START, e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        // nothing is left running
    }
}
