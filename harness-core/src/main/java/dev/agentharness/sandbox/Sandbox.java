package dev.agentharness.sandbox;

/** A place to run commands. What it protects from, its implementation says. Thread-safe. */
@FunctionalInterface
public interface Sandbox {

    /**
     * Opens the workspace for commands.
     *
     * @return a session, to be closed by the caller
     * @throws SandboxException if the workspace is not there or the sandbox does not work on this machine
     */
    SandboxSession open(SandboxSpec spec);
}
