package dev.agentharness.models;

import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.Dns;
import okhttp3.EventListener;
import org.jspecify.annotations.Nullable;

/**
 * Looks names up on threads of its own, which end a minute after their last name: the JDK's lookup obeys no interrupt and no
 * time limit, and may take half a minute. Thread-safe.
 */
final class InterruptibleDns implements Dns {

    private static final ThreadLocal<@Nullable Asker> ASKER = new ThreadLocal<>();

    private final ExecutorService threads = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), InterruptibleDns::daemon);
    private final Dns lookup;

    InterruptibleDns(Dns lookup) {
        this.lookup = lookup;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "harness-models-dns");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * For a client whose lookups are to end with their calls, and after so long a time at most; zero is for ever. OkHttp tells
     * its listener which call a name is for, and not its Dns, on the same thread.
     */
    static EventListener limit(Duration each) {
        return new EventListener() {
            @Override
            public void dnsStart(okhttp3.Call call, String host) {
                ASKER.set(new Asker(call, each));
            }
        };
    }

    @Override
    public List<InetAddress> lookup(String host) throws UnknownHostException {
        Asker asker = ASKER.get();
        ASKER.remove();
        Future<List<InetAddress>> found = threads.submit(() -> lookup.lookup(host));
        try {
            return asker == null ? found.get() : asker.await(found);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(host, new InterruptedIOException("interrupted"));
        } catch (TimeoutException e) {
            throw unknown(host, e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof UnknownHostException unknown ? unknown : unknown(host, e);
        }
    }

    /** Who waits for a lookup, and for how long. Within a Dns, Call is another type than okhttp3.Call. */
    private record Asker(okhttp3.Call call, Duration limit) {

        private static final long GLANCE_MILLIS = 10;

        <T> T await(Future<T> found) throws InterruptedException, ExecutionException, TimeoutException {
            long begun = System.nanoTime();
            while (!call.isCanceled() && !isOver(System.nanoTime() - begun)) {
                try {
                    return found.get(GLANCE_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException notYet) {
                    // The call may be cancelled meanwhile, which nothing here is told of.
                }
            }
            throw new TimeoutException("no address came in time");
        }

        private boolean isOver(long nanos) {
            return !limit.isZero() && nanos >= limit.toNanos();
        }
    }

    private static UnknownHostException unknown(String host, Throwable cause) {
        UnknownHostException unknown = new UnknownHostException(host + ": " + cause.getMessage());
        unknown.initCause(cause);
        return unknown;
    }
}
