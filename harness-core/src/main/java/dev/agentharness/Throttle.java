package dev.agentharness;

import dev.agentharness.model.RateLimit;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lets calls begin no faster, and no more at once, than their tools declare. Thread-safe. Tools of one name and version
 * that declare the same count as one, whoever made them: a tool that is made anew for each run is still held back.
 */
final class Throttle {

    /** The one for all runs of this process. */
    static final Throttle PROCESS = new Throttle(System::nanoTime, TimeUnit.NANOSECONDS::sleep);

    private final ConcurrentMap<Key, Gate> gates = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;
    private final Sleep sleep;

    Throttle(LongSupplier nanoTime, Sleep sleep) {
        this.nanoTime = nanoTime;
        this.sleep = sleep;
    }

    /** Sleeps. */
    @FunctionalInterface
    interface Sleep {
        void nanos(long time) throws InterruptedException;
    }

    private record Key(String name, String version, Optional<RateLimit> rate, OptionalInt concurrency) {}

    /**
     * Makes a call when its tool is free for it.
     *
     * @param time how long the call may take, waiting included
     * @throws IllegalStateException if the tool will not be free in good time, in words for the model
     */
    ToolOutput call(Tool tool, ToolInput input, ToolContext context, Duration time) throws Exception {
        ToolSpec spec = tool.spec();
        if (spec.rateLimit().isEmpty() && spec.concurrency().isEmpty()) {
            return tool.call(input, context);
        }
        Key key = new Key(spec.name(), spec.version(), spec.rateLimit(), spec.concurrency());
        Gate gate = enter(key);
        try {
            long patience = time.toNanos() / 10 * 9; // the rest is for the work itself
            long waited = gate.await(spec, patience);
            try {
                waited += gate.pace(spec, patience - waited);
                if (waited > 0) {
                    context.note(
                            "call.throttled",
                            Map.of("tool", spec.name(), "milliseconds", Long.toString(waited / 1_000_000)));
                }
                return tool.call(input, context);
            } finally {
                gate.calls.release();
            }
        } finally {
            leave(key);
        }
    }

    private Gate enter(Key key) {
        gates.keySet().forEach(this::forget);
        return gates.compute(key, (same, gate) -> {
            Gate entered = gate == null ? new Gate(key) : gate;
            entered.users++;
            return entered;
        });
    }

    private void leave(Key key) {
        gates.computeIfPresent(key, (same, gate) -> {
            gate.users--;
            return gate;
        });
        forget(key);
    }

    /** A gate that nobody uses and whose bucket is full again is like a new one. */
    private void forget(Key key) {
        gates.computeIfPresent(
                key, (same, gate) -> gate.users == 0 && gate.bucket.stream().allMatch(this::isFull) ? null : gate);
    }

    private boolean isFull(TokenBucket bucket) {
        return bucket.isFull(nanoTime.getAsLong());
    }

    /** How many gates are remembered. */
    int size() {
        return gates.size();
    }

    /** What all calls of a tool pass. */
    private final class Gate {
        private final Semaphore calls;
        private final Optional<TokenBucket> bucket;
        private int users; // changed by the map's own steps only

        private Gate(Key key) {
            this.calls = new Semaphore(key.concurrency().orElse(Integer.MAX_VALUE), true);
            this.bucket = key.rate().map(rate -> new TokenBucket(rate, nanoTime.getAsLong()));
        }

        /** Waits until one more call may run, and says how long that took. */
        private long await(ToolSpec spec, long patience) throws InterruptedException {
            if (calls.tryAcquire(0, TimeUnit.NANOSECONDS)) {
                return 0;
            }
            long began = nanoTime.getAsLong();
            if (!calls.tryAcquire(patience, TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException("Not carried out: '" + spec.name() + "' does "
                        + spec.concurrency().orElse(Integer.MAX_VALUE) + " at a time and was busy for "
                        + seconds(patience) + ". Try again later.");
            }
            return nanoTime.getAsLong() - began;
        }

        /** Waits until the rate allows one more call, and says how long that took. */
        private long pace(ToolSpec spec, long patience) throws InterruptedException {
            if (bucket.isEmpty()) {
                return 0;
            }
            OptionalLong wait = bucket.get().take(nanoTime.getAsLong(), patience);
            if (wait.isEmpty()) {
                RateLimit rate = spec.rateLimit().orElseThrow();
                throw new IllegalStateException("Not carried out: the limit of " + rate.calls() + " per "
                        + seconds(rate.per().toNanos()) + " for '" + spec.name() + "' is used up. It may be called in "
                        + seconds(bucket.get().waitAt(nanoTime.getAsLong())) + ".");
            }
            try {
                sleep.nanos(wait.getAsLong());
            } catch (InterruptedException e) {
                bucket.get().giveBack();
                throw e;
            }
            return wait.getAsLong();
        }

        private static String seconds(long nanos) {
            return (nanos + 999_999_999) / 1_000_000_000 + " s";
        }
    }
}
