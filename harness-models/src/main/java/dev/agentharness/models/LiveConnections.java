package dev.agentharness.models;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import okhttp3.Connection;
import okhttp3.Interceptor;
import okhttp3.Protocol;
import okhttp3.Response;

/**
 * Refuses to send a request on a connection that the server has closed meanwhile. Many servers close after five seconds,
 * llama.cpp after every stream; OkHttp looks only at connections that were idle for ten, and then the request would be
 * lost, or have to be sent twice. Thread-safe.
 */
final class LiveConnections implements Interceptor {

    /** The connection was over before anything was sent: another try is the first. */
    static final class Stale extends IOException {
        private static final long serialVersionUID = 1L;

        Stale() {
            super("the server had closed the connection");
        }
    }

    private final Set<Connection> used = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    @Override
    public Response intercept(Chain chain) throws IOException {
        Connection connection = chain.connection();
        // HTTP/2 has a reader of its own, which hears of the end at once.
        boolean reused = connection != null && connection.protocol() == Protocol.HTTP_1_1 && !used.add(connection);
        if (reused && isOver(connection.socket())) {
            // A closed socket is what keeps OkHttp from offering the connection again.
            connection.socket().close();
            throw new Stale();
        }
        return chain.proceed(chain.request());
    }

    /** Waits a millisecond, the least there is: nothing may come before a request, so anything but silence is the end. */
    private static boolean isOver(Socket socket) {
        try {
            int timeout = socket.getSoTimeout();
            socket.setSoTimeout(1);
            try {
                socket.getInputStream().read();
                return true;
            } catch (SocketTimeoutException silence) {
                return false;
            } finally {
                socket.setSoTimeout(timeout);
            }
        } catch (IOException broken) {
            return true;
        }
    }
}
