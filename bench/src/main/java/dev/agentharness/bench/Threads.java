package dev.agentharness.bench;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A thread for everyone: virtual ones where the JVM has them. */
final class Threads {

    private Threads() {}

    static ExecutorService unlimited() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException before21) {
            return Executors.newCachedThreadPool();
        }
    }
}
