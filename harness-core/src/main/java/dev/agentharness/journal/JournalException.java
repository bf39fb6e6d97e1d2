package dev.agentharness.journal;

/** An event could not be recorded, so the run was not driven any further: what is not recorded must not be done. */
public final class JournalException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public JournalException(String message, Throwable cause) {
        super(message, cause);
    }
}
