package dev.agentharness.models;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import okhttp3.Connection;
import okhttp3.Interceptor;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

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

    /** Servers that close what is idle do so after a second at the least. */
    private static final long IDLE = TimeUnit.MILLISECONDS.toNanos(500);

    private final Map<Connection, Use> uses = Collections.synchronizedMap(new WeakHashMap<>());
    private final LongSupplier nanoTime;
    private final Interceptor then;

    /**
     * @param then sends a request on a connection that is alive
     */
    LiveConnections(LongSupplier nanoTime, Interceptor then) {
        this.nanoTime = nanoTime;
        this.then = then;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Connection connection = chain.connection();
        if (connection == null) {
            return then.intercept(chain);
        }
        Use last = uses.get(connection);
        if (last != null && last.mayHaveEnded(nanoTime.getAsLong()) && isOver(connection.socket())) {
            // A closed socket is what keeps OkHttp from offering the connection again.
            connection.socket().close();
            throw new Stale();
        }
        Response response = then.intercept(chain);
        boolean stream = response.header("content-type", "").contains("event-stream");
        uses.put(connection, Use.of(stream, last, nanoTime.getAsLong()));
        return response;
    }

    /**
     * When a connection was used last, and for what. Looking takes a millisecond, so it is done only where a server may well
     * have closed: after the first answer, after the first stream, and after a while.
     *
     * @param doubtful whether it was the first of its kind
     * @param streamed whether there was a stream before, or that was one
     * @param at when the head of the answer came
     */
    private record Use(boolean doubtful, boolean streamed, long at) {

        static Use of(boolean stream, @Nullable Use last, long now) {
            boolean streamedBefore = last != null && last.streamed;
            return new Use(last == null || (stream && !streamedBefore), stream || streamedBefore, now);
        }

        boolean mayHaveEnded(long now) {
            return doubtful || now - at > IDLE;
        }
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
