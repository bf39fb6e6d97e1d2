package dev.agentharness;

import java.util.List;
import java.util.Map;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Threads that work under what belongs to the thread that gives them the work: the context of its log, and where it loads
 * classes from. All harnesses share the threads, so nobody can shut them down for the others.
 */
final class CarryingExecutor extends AbstractExecutorService {

    private final Executor threads;
    private volatile boolean shut;

    CarryingExecutor(Executor threads) {
        this.threads = threads;
    }

    @Override
    public void execute(Runnable work) {
        if (shut) {
            throw new RejectedExecutionException("the threads of this harness were shut down");
        }
        @Nullable Map<String, String> log = MDC.getCopyOfContextMap();
        @Nullable ClassLoader classes = Thread.currentThread().getContextClassLoader();
        threads.execute(() -> {
            Thread thread = Thread.currentThread();
            @Nullable ClassLoader own = thread.getContextClassLoader();
            thread.setContextClassLoader(classes);
            if (log != null) {
                MDC.setContextMap(log);
            }
            try {
                work.run();
            } finally {
                MDC.clear();
                thread.setContextClassLoader(own);
            }
        });
    }

    /** Takes no more work from here on; what was handed over goes on, and so do the threads, which others use too. */
    @Override
    public void shutdown() {
        shut = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown();
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return shut;
    }

    @Override
    public boolean isTerminated() {
        return shut;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return shut;
    }
}
