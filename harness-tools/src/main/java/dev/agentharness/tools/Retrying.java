package dev.agentharness.tools;

import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * A tool that is tried again when it throws. Only for tools whose calls may be made twice: that read, that are idempotent,
 * or whose service knows a call by its {@linkplain ToolContext#idempotencyKey() key}, which is the same at every try.
 *
 * <p>An exception that is about the call ({@link IllegalArgumentException}, {@link IllegalStateException}), an interrupt and
 * an error result are not tried again: nothing would change. Tries share the time of the one call. Each further try is a
 * note {@code retry} of the run.
 */
public final class Retrying {

    private static final Duration FIRST_WAIT = Duration.ofMillis(200);

    private final int tries;
    private final DoubleSupplier random;
    private final Pause pause;

    Retrying(int tries, DoubleSupplier random, Pause pause) {
        if (tries < 1) {
            throw new IllegalArgumentException("a call is tried at least once, not " + tries + " times");
        }
        this.tries = tries;
        this.random = random;
        this.pause = pause;
    }

    /** Waits. */
    @FunctionalInterface
    interface Pause {
        void await(Duration time) throws InterruptedException;
    }

    /** The tool, tried up to three times. */
    public static Tool wrap(Tool tool) {
        return wrap(tool, 3);
    }

    /**
     * The tool, tried up to so many times. Between tries it waits a random time of up to 0.2 seconds, then up to twice as
     * long, and so on.
     *
     * @throws IllegalArgumentException if a second call of the tool could have a second effect
     */
    public static Tool wrap(Tool tool, int tries) {
        return new Retrying(tries, new Random()::nextDouble, time -> TimeUnit.NANOSECONDS.sleep(time.toNanos()))
                .around(tool);
    }

    Tool around(Tool tool) {
        if (!tool.spec().isRepeatable()) {
            throw new IllegalArgumentException("tool '" + tool.spec().name() + "' is "
                    + tool.spec().effect() + " and takes no idempotency keys: it cannot be tried again");
        }
        return WrappedTool.around(tool, this::call);
    }

    private ToolOutput call(Tool tool, ToolInput input, ToolContext context) throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                return tool.call(input, context);
            } catch (InterruptedException | IllegalArgumentException | IllegalStateException e) {
                throw e;
            } catch (Exception e) {
                if (attempt >= tries || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                String cause = e.getClass().getSimpleName(); // what it says may be secret
                context.note("retry", Map.of("tool", tool.spec().name(), "try", "" + (attempt + 1), "cause", cause));
            }
            long most = FIRST_WAIT.toNanos() << Math.min(attempt - 1, 10);
            pause.await(Duration.ofNanos((long) (most * random.getAsDouble())));
        }
    }
}
