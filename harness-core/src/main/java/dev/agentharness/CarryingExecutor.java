package dev.agentharness;

import java.util.List;
import java.util.Map;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Threads that work under what belongs to the thread that gives them the work: the context of its log, and where it loads
 * classes from.
 */
final class CarryingExecutor extends AbstractExecutorService {

    private final ExecutorService threads;

    CarryingExecutor(ExecutorService threads) {
        this.threads = threads;
    }

    @Override
    public void execute(Runnable work) {
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
