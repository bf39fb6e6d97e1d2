package dev.agentharness.models;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import okhttp3.Interceptor;
import okhttp3.Response;

/** A server that has a request and lets no byte be heard for longer than it may. */
final class Silence extends InterruptedIOException {
    private static final long serialVersionUID = 1L;

    Silence(SocketTimeoutException cause) {
        super("no byte came for longer than it may take");
        initCause(cause);
    }

    /** Within a connection, a socket's time-out is that of an answer's first byte; before, it is that of connecting. */
    static Response head(Interceptor.Chain chain) throws IOException {
        try {
            return chain.proceed(chain.request());
        } catch (SocketTimeoutException e) {
            throw new Silence(e);
        }
    }
}
