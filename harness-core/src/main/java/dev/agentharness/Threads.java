package dev.agentharness;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** Threads for tools, and for models that are asked beside each other: virtual ones where the JVM has them (21 and later), else daemon threads that are reused. */
final class Threads {

    private static final AtomicLong COUNT = new AtomicLong();

    private Threads() {}

    static ExecutorService forTools() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (NoSuchMethodException | IllegalAccessException e) {
            return platform();
        } catch (InvocationTargetException e) {
            return platform(); // 19 and 20 have the method but only as a preview
        }
    }

    private static ExecutorService platform() {
        return Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "harness-tool-" + COUNT.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }
}
