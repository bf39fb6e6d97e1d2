package dev.agentharness.models;

import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;

/** A server that has a request and lets no byte be heard for longer than it may. */
final class Silence extends InterruptedIOException {
    private static final long serialVersionUID = 1L;

    Silence(SocketTimeoutException cause) {
        super("no byte came for longer than it may take");
        initCause(cause);
    }
}
