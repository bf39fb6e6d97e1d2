package dev.agentharness;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** Threads that do something after each piece of work is done. */
class WatchedThreads extends AbstractExecutorService {

    private final ExecutorService threads;
    private final Runnable afterEach;

    WatchedThreads(ExecutorService threads, Runnable afterEach) {
        this.threads = threads;
        this.afterEach = afterEach;
    }

    @Override
    public void execute(Runnable work) {
        threads.execute(() -> {
            work.run();
            afterEach.run();
        });
    }

    @Override
    public void shutdown() {
        threads.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        return threads.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return threads.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return threads.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return threads.awaitTermination(timeout, unit);
    }
}
