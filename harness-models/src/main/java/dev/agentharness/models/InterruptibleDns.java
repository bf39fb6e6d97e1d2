package dev.agentharness.models;

import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import okhttp3.Dns;

/**
 * Looks names up on threads of its own, which end a minute after their last name: the JDK's lookup obeys no interrupt, and
 * may take half a minute. Thread-safe.
 */
final class InterruptibleDns implements Dns {

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

    @Override
    public List<InetAddress> lookup(String host) throws UnknownHostException {
        Future<List<InetAddress>> found = threads.submit(() -> lookup.lookup(host));
        try {
            return found.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(host, new InterruptedIOException("interrupted"));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof UnknownHostException unknown ? unknown : unknown(host, e);
        }
    }

    private static UnknownHostException unknown(String host, Throwable cause) {
        UnknownHostException unknown = new UnknownHostException(host + ": " + cause.getMessage());
        unknown.initCause(cause);
        return unknown;
    }
}
