package dev.agentharness.tools.web;

import java.io.IOException;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Goes to a page, redirect by redirect: each is checked like the first address. Thread-safe. */
final class Fetcher {

    private static final int MOST_REDIRECTS = 5;

    private final Targets targets;
    private final int maxBytes;
    private final Duration timeout;
    private final OkHttpClient client;

    /**
     * @param resolver asked once for each connection, which then goes to what it says
     */
    Fetcher(Targets targets, Resolver resolver, int maxBytes, Duration timeout) {
        this(targets, resolver, maxBytes, timeout, UnaryOperator.identity());
    }

    /** With a client that is not as careful: for tests of what that lets through. */
    Fetcher(
            Targets targets,
            Resolver resolver,
            int maxBytes,
            Duration timeout,
            UnaryOperator<OkHttpClient.Builder> otherwise) {
        this.targets = targets;
        this.maxBytes = maxBytes;
        this.timeout = timeout;
        this.client = otherwise
                .apply(FetchThreads.CLIENT
                        .newBuilder()
                        .dns(resolver::addresses)
                        .proxy(Proxy.NO_PROXY) // a proxy would look the name up again
                        .followRedirects(false)
                        .followSslRedirects(false)
                        .connectTimeout(timeout)
                        .readTimeout(timeout))
                .build();
    }

    /**
     * Fetches a page.
     *
     * @throws IllegalArgumentException if it must not be fetched, in words for the model
     * @throws SocketTimeoutException if the time is up before the page is there
     */
    Page fetch(String address) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        HttpUrl at = targets.parse(address);
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            Page page = ask(at, deadline);
            if (page.redirect().isEmpty()) {
                return page;
            }
            at = targets.follow(at, page.redirect().get());
        }
        throw new IllegalArgumentException("more than " + MOST_REDIRECTS + " redirects");
    }

    /** An interrupt or the end of the time cancels the call, whatever it is waiting for. */
    private Page ask(HttpUrl at, long deadline) throws IOException, InterruptedException {
        Call call = client.newCall(new Request.Builder()
                .url(at)
                .header("User-Agent", "agent-harness")
                .header("Accept", "text/*, application/json, application/xml;q=0.9, */*;q=0.1")
                .build());
        CompletableFuture<Page> page = new CompletableFuture<>();
        call.enqueue(new Callback() {
            @Override
            public void onResponse(Call answered, Response response) {
                try (response) {
                    page.complete(Page.read(response, maxBytes));
                } catch (IOException | RuntimeException e) {
                    page.completeExceptionally(e);
                }
            }

            @Override
            public void onFailure(Call failed, IOException e) {
                page.completeExceptionally(e);
            }
        });
        try {
            return page.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            call.cancel();
            throw e;
        } catch (TimeoutException e) {
            call.cancel();
            throw new SocketTimeoutException("no answer after " + timeout.toMillis() + " ms");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException(e.getCause());
        }
    }
}
