package dev.agentharness.models;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.SocketFactory;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.Dns;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;

/**
 * OkHttp as models need it: no hidden caps, nothing sent twice, no thread that keeps the JVM alive, and calls that are made
 * on the thread that asks and obey its interrupt. All models share one pool of connections. Thread-safe.
 */
final class Http {

    private static final OkHttpClient SHARED = shared();
    private static final SocketFactory BELOW_TLS = new NoDelaySocketFactory(ConnectingSocket::new);
    private static final SocketFactory PLAIN = new NoDelaySocketFactory(GatheringSocket::new);

    private Http() {}

    static OkHttpClient client(boolean tls, Patience patience) {
        return SHARED.newBuilder()
                .socketFactory(tls ? BELOW_TLS : PLAIN)
                .eventListener(InterruptibleDns.limit(patience.connect()))
                .connectTimeout(patience.connect())
                .readTimeout(patience.firstByte())
                .build();
    }

    /**
     * Sends a request and waits for the head of the answer. An interrupt cancels the call at once, in the middle of
     * anything.
     *
     * @param betweenBytes how long the body may be silent, once it has begun; zero is for ever
     * @param calls makes the call, anew for every connection that turns out to be closed before anything was sent
     */
    static HttpAnswer send(Duration betweenBytes, Supplier<Call> calls) throws IOException {
        while (true) {
            InterruptibleCall call = new InterruptibleCall(calls.get());
            try {
                return new HttpAnswer(call, call.execute(), betweenBytes);
            } catch (LiveConnections.Stale e) {
                // The next call meets another connection; a new one is never stale.
            }
        }
    }

    private static OkHttpClient shared() {
        return new OkHttpClient.Builder()
                // A call has its connection to itself: over HTTP/2 one that has died takes all calls after it along,
                // and a
                // call that is interrupted in the middle of a frame all others.
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectionPool(new ConnectionPool(1_000, 5, TimeUnit.MINUTES))
                .dns(new InterruptibleDns(Dns.SYSTEM))
                // A model may think in silence for minutes: only the whole call has a limit.
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                // Sending twice costs twice; whether to is for the caller to say.
                .retryOnConnectionFailure(false)
                .addNetworkInterceptor(new LiveConnections(System::nanoTime, Http::exchange))
                // A redirect would carry the key to a host that the user never named.
                .followRedirects(false)
                .followSslRedirects(false)
                .build();
    }

    /** A request and the head of its answer, on a connection. Not an interceptor of its own: each is work for every request. */
    private static Response exchange(Interceptor.Chain chain) throws IOException {
        Request request = chain.request();
        if (request.body() instanceof GatheredBody body) {
            body.leaves();
        }
        try {
            return chain.proceed(request);
        } catch (SocketTimeoutException e) {
            throw new Silence(e); // before there is a connection, a socket's time-out is that of connecting
        }
    }
}
