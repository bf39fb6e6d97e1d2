package dev.agentharness;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/**
 * The threads of a harness: daemons that all harnesses reuse, and virtual ones where the JVM has them (21 and later). The
 * context of the log goes with the work.
 */
final class Threads {

    private static final AtomicLong COUNT = new AtomicLong();
    private static final ExecutorService PLATFORM = platform();
    private static final Optional<MethodHandle> IS_VIRTUAL = isVirtual();
    private static final ExecutorService VIRTUAL = virtual().orElse(PLATFORM);

    private final ExecutorService platform;
    private final ExecutorService virtual;

    /**
     * @param wrapping what the user makes of them, so that what belongs to a thread goes with the work
     */
    Threads(UnaryOperator<ExecutorService> wrapping) {
        this.platform = wrapped(PLATFORM, wrapping);
        this.virtual = VIRTUAL.equals(PLATFORM) ? platform : wrapped(VIRTUAL, wrapping);
    }

    private static ExecutorService wrapped(ExecutorService own, UnaryOperator<ExecutorService> wrapping) {
        return Objects.requireNonNull(wrapping.apply(new CarryingExecutor(own)), "threads: wrapped into null");
    }

    /** For runs: threads of the same kind as the one that waits for them. A platform thread reads from sockets at less cost. */
    ExecutorService forRuns() {
        return isThisVirtual() ? virtual : platform;
    }

    /** For what is done beside each other: the lightest there are. */
    ExecutorService forCalls() {
        return virtual;
    }

    private static ExecutorService platform() {
        return Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "harness-" + COUNT.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    private static Optional<ExecutorService> virtual() {
        try {
            return Optional.of((ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null));
        } catch (ReflectiveOperationException e) {
            return Optional.empty(); // 19 and 20 have the method but only as a preview
        }
    }

    private static Optional<MethodHandle> isVirtual() {
        try {
            return Optional.of(MethodHandles.publicLookup()
                    .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class)));
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }

    private static boolean isThisVirtual() {
        if (IS_VIRTUAL.isEmpty()) {
            return false;
        }
        try {
            return (boolean) IS_VIRTUAL.get().invokeExact(Thread.currentThread());
        } catch (Throwable e) {
            throw new AssertionError("a thread does not know its kind", e);
        }
    }
}
