package dev.agentharness.tools;

import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A tool that is interrupted before its declared time is up. Inside {@link Retrying} it limits each try, where the declared
 * time limits them all.
 */
public final class Timeout {

    private Timeout() {}

    /**
     * @throws IllegalArgumentException if the time is not shorter than the tool's own: a wrapper narrows
     */
    public static Tool wrap(Tool tool, Duration time) {
        if (time.isNegative() || time.isZero() || time.compareTo(tool.spec().timeout()) >= 0) {
            throw new IllegalArgumentException(
                    "the timeout of tool '" + tool.spec().name() + "' can be narrowed from "
                            + tool.spec().timeout() + ", but not to " + time);
        }
        return WrappedTool.around(tool, (inside, input, context) -> call(inside, input, context, time));
    }

    private static ToolOutput call(Tool tool, ToolInput input, ToolContext context, Duration time) throws Exception {
        Alarm alarm = new Alarm(time);
        try {
            return tool.call(input, context);
        } catch (Exception e) { // interrupted sockets and channels throw exceptions of their own
            if (alarm.hasRung()) {
                throw new TimeoutException("'" + tool.spec().name() + "' was stopped after " + time.toMillis() + " ms");
            }
            throw e;
        } finally {
            alarm.close();
        }
    }

    /** Interrupts the thread that made it when the time is up, unless it is closed before. */
    private static final class Alarm implements AutoCloseable {
        private final Thread thread = Thread.currentThread();
        private final CompletableFuture<Void> timer = new CompletableFuture<>();
        private boolean rung;
        private boolean closed;

        Alarm(Duration time) {
            var unused = timer.orTimeout(time.toNanos(), TimeUnit.NANOSECONDS).whenComplete((nothing, late) -> ring());
        }

        private synchronized void ring() {
            if (!closed) {
                rung = true;
                thread.interrupt();
            }
        }

        synchronized boolean hasRung() {
            return rung;
        }

        @Override
        public void close() {
            synchronized (this) {
                closed = true;
            }
            timer.complete(null);
            if (hasRung()) {
                Thread.interrupted(); // it was ours
            }
        }
    }
}
