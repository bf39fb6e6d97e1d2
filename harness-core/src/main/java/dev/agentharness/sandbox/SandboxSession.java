package dev.agentharness.sandbox;

/**
 * An open workspace in which commands are carried out. Thread-safe: several threads may have commands running at once,
 * and any thread may close it.
 *
 * <p>A command that ends may leave processes running in the background, such as a server for the next command to talk to;
 * they end with the session.
 */
public interface SandboxSession extends AutoCloseable {

    /**
     * Carries a command out and waits for it. When its time is up, it is killed with everything it started, and the result
     * says so.
     *
     * @throws SandboxException if the command cannot be started, or the session is or was meanwhile closed
     * @throws InterruptedException if the thread is interrupted; by then the command is killed with everything it started
     */
    ExecResult exec(Command command) throws InterruptedException;

    /** Kills whatever still runs and gives everything back. Closing again does nothing. */
    @Override
    void close();
}
