package dev.agentharness.sandbox;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A command that was not carried out, or a session that was not opened. The one exception of the sandbox boundary; a
 * command that ran and failed is an {@link ExecResult}.
 */
public final class SandboxException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What went wrong, by what can be done about it. */
    public enum Kind {
        /** What is needed for it is not there or may not be used; the message names it. */
        CANNOT_START,
        /** The session is closed, or was while the command ran: open another. */
        CLOSED
    }

    private final Kind kind;

    public SandboxException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind, "kind");
    }

    public Kind kind() {
        return kind;
    }
}
