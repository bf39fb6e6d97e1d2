package dev.agentharness.sandboxes;

import dev.agentharness.sandbox.Sandbox;
import dev.agentharness.sandbox.SandboxException;
import dev.agentharness.sandbox.SandboxException.Kind;
import dev.agentharness.sandbox.SandboxSession;
import dev.agentharness.sandbox.SandboxSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs commands as plain processes of this machine, with the rights of the user who runs this JVM. <b>It protects from
 * nothing</b>: a command can read and change every file that this user can, use the network, take all memory, processors
 * and disk there are, and read the environment of this JVM by way of {@code /proc}. Use it for development, or where the
 * whole JVM already runs in a container or a machine of its own. Thread-safe.
 *
 * <p>It keeps order among commands that mean no harm. Each starts in the workspace with an environment of {@code PATH},
 * {@code HOME} (the workspace), {@code LANG}, {@code HARNESS_COMMAND} and what the spec and the command grant, never what
 * else this JVM has in its own. Output is read as it comes and kept up to the cap, beginning and end. When the time is up,
 * the thread is interrupted or the session is closed, the command ends with everything it started: first by
 * {@code SIGTERM}, then by {@code SIGKILL}.
 *
 * <p>On Linux, processes that left their parents (a double fork, {@code nohup}, {@code setsid}) are found as well, by their
 * session and by {@code HARNESS_COMMAND}, and a small {@code sh} per session kills what is left if this JVM dies without a
 * goodbye. What hides from all that on purpose (a detached process in a session of its own with a cleared environment) or
 * changed its user survives. On other systems only living descendants are found.
 *
 * <p>What a command leaves running in the background must write elsewhere than to the command's output, which is closed
 * when the command ends.
 */
public final class ProcessSandbox implements Sandbox {

    private ProcessSandbox() {}

    /** A sandbox in name only: see the warning above. */
    public static ProcessSandbox unsafe() {
        return new ProcessSandbox();
    }

    @Override
    public SandboxSession open(SandboxSpec spec) {
        Path workspace;
        try {
            workspace = spec.workspace().toRealPath();
        } catch (IOException e) {
            throw new SandboxException(Kind.CANNOT_START, "the workspace " + spec.workspace() + " is not there", e);
        }
        if (!Files.isDirectory(workspace)) {
            throw new SandboxException(Kind.CANNOT_START, "the workspace " + workspace + " is no folder", null);
        }
        return ProcessSession.open(spec, workspace);
    }
}
