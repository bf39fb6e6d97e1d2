package dev.agentharness.memory;

/** A store could not read or write. Runs go on without memory; persons are told. */
public final class MemoryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MemoryException(String message) {
        super(message);
    }

    public MemoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
