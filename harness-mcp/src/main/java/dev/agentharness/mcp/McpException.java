package dev.agentharness.mcp;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Says that an MCP server did not do what it was asked. The message names the server; a model may read it. */
public final class McpException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What the caller can do about it. */
    public enum Kind {
        /** It could not be started or spoken to, so nothing was done; it may work later. */
        UNREACHABLE,
        /** It went away while it was working: whether it did what it was asked is unknown. */
        LOST,
        /** It answered that it cannot or will not. */
        REFUSED,
        /** What it says or offers is not what it must be: somebody has to look at it. */
        UNUSABLE
    }

    private final Kind kind;
    private final String message;

    McpException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind, "kind");
        this.message = Objects.requireNonNull(message, "message");
    }

    public Kind kind() {
        return kind;
    }

    @Override
    public String getMessage() {
        return message;
    }
}
