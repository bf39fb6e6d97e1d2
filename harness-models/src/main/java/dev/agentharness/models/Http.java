package dev.agentharness.models;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Response;

/**
 * OkHttp as models need it: no hidden caps, nothing sent twice, no thread that keeps the JVM alive, and calls that obey
 * an interrupt. All models share one pool of connections and threads. Thread-safe.
 */
final class Http {

    private static final OkHttpClient SHARED = shared();

    private Http() {}

    static OkHttpClient client(Patience patience) {
        return SHARED.newBuilder()
                .connectTimeout(patience.connect())
                .readTimeout(patience.firstByte())
                .build();
    }

    /**
     * Sends a request and waits for the head of the answer. An interrupt cancels the call at once, in the middle of
     * anything; {@link Call#execute()} would notice it only when a read times out.
     *
     * @param betweenBytes how long the body may be silent, once it has begun; zero is for ever
     * @param calls makes the call, anew for every connection that turns out to be closed before anything was sent
     */
    static HttpAnswer send(Duration betweenBytes, Supplier<Call> calls) throws IOException, InterruptedException {
        while (true) {
            Call call = calls.get();
            try {
                return new HttpAnswer(call, head(call), betweenBytes);
            } catch (LiveConnections.Stale e) {
                // The next call meets another connection; a new one is never stale.
            }
        }
    }

    private static Response head(Call call) throws IOException, InterruptedException {
        CompletableFuture<Response> head = new CompletableFuture<>();
        call.enqueue(new Callback() {
            @Override
            public void onResponse(Call answered, Response response) {
                head.complete(response);
            }

            @Override
            public void onFailure(Call failed, IOException e) {
                head.completeExceptionally(e);
            }
        });
        try {
            return head.get();
        } catch (InterruptedException e) {
            call.cancel();
            var unused = head.thenAccept(Response::close);
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException(e.getCause());
        }
    }

    private static OkHttpClient shared() {
        Dispatcher dispatcher = new Dispatcher(threads());
        // OkHttp's own limit is five calls to one host: a cap on sessions that nobody would look for.
        dispatcher.setMaxRequests(Integer.MAX_VALUE);
        dispatcher.setMaxRequestsPerHost(Integer.MAX_VALUE);
        return new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .connectionPool(new ConnectionPool(1_000, 5, TimeUnit.MINUTES))
                .socketFactory(new NoDelaySocketFactory())
                // A model may think in silence for minutes: only the whole call has a limit.
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                // Sending twice costs twice; whether to is for the caller to say.
                .retryOnConnectionFailure(false)
                .addNetworkInterceptor(new LiveConnections())
                .addNetworkInterceptor(Silence::head)
                // A redirect would carry the key to a host that the user never named.
                .followRedirects(false)
                .followSslRedirects(false)
                .build();
    }

    /** Virtual threads where the JVM has them; else daemon threads that end a minute after their last call. */
    private static ExecutorService threads() {
        try {
            return (ExecutorService) MethodHandles.publicLookup()
                    .findStatic(
                            Executors.class,
                            "newVirtualThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class))
                    .invoke();
        } catch (Throwable before21) {
            AtomicInteger number = new AtomicInteger();
            ThreadFactory daemons = task -> {
                Thread thread = new Thread(task, "harness-models-" + number.incrementAndGet());
                thread.setDaemon(true);
                return thread;
            };
            return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), daemons);
        }
    }
}
