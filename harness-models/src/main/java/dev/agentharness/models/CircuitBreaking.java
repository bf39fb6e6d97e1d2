package dev.agentharness.models;

import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelException.Kind;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A model behind a circuit breaker: while its provider is ill, calls fail at once instead of waiting, and the provider is
 * left in peace. Thread-safe. The breaker belongs to the wrapped client: share that client among all harnesses that are
 * to know of each other's failures.
 *
 * <p>Closed, the breaker lets every call through. When too many of the last calls have failed, it opens: no call is made,
 * each fails with {@link Kind#OVERLOADED} and the time until it may be tried again. Then it is half open: a few calls go
 * through, and by how they end it closes or opens again.
 *
 * <p>What counts as a failure is what speaks of the provider's health: {@link Kind#OVERLOADED},
 * {@link Kind#SERVER_ERROR}, {@link Kind#CONNECTION}, {@link Kind#TIMEOUT}, {@link Kind#INVALID_RESPONSE} and
 * {@link Kind#INTERRUPTED_STREAM}. A request that is refused says nothing about it and counts neither way, and so does an
 * interrupt. {@link Kind#RATE_LIMITED} does not count either: the provider is well and serves what the limit allows, and
 * an open breaker would stop that too.
 */
public final class CircuitBreaking implements ModelClient {

    private static final Set<Kind> ILL = EnumSet.of(
            Kind.OVERLOADED,
            Kind.SERVER_ERROR,
            Kind.CONNECTION,
            Kind.TIMEOUT,
            Kind.INVALID_RESPONSE,
            Kind.INTERRUPTED_STREAM);

    /** Models may take minutes; the library would count a call that it knows to be slow as a failure. */
    private static final long UNTOLD = 0;

    private final ModelClient model;
    private final Clock clock;
    private final long openMillis;
    private final CircuitBreaker breaker;
    private volatile Instant openUntil = Instant.EPOCH;
    private volatile String lastFailure = "";

    private CircuitBreaking(Builder builder) {
        this.model = builder.model;
        this.clock = builder.clock;
        this.openMillis = builder.openMillis;
        CircuitBreakerConfig config = CircuitBreakerConfig.custom()
                .slidingWindow(builder.window, builder.leastCalls, SlidingWindowType.COUNT_BASED)
                .failureRateThreshold((float) (100 * builder.failureShare))
                .permittedNumberOfCallsInHalfOpenState(builder.trialCalls)
                // Asked when the breaker opens, before anybody can see that it is open.
                .waitIntervalFunctionInOpenState(times -> opens())
                .clock(clock)
                .build();
        this.breaker = CircuitBreaker.of(model.spec().toString(), config);
    }

    /** The model behind a breaker that opens when half of the last 20 calls failed, at least 5 were made, for 30 seconds. */
    public static ModelClient wrap(ModelClient model) {
        return around(model).build();
    }

    /** Starts a breaker whose thresholds are to be said. */
    public static Builder around(ModelClient model) {
        return new Builder(model);
    }

    @Override
    public ModelSpec spec() {
        return model.spec();
    }

    @Override
    public ModelResponse generate(ModelRequest request, ModelListener listener) throws InterruptedException {
        if (!breaker.tryAcquirePermission()) {
            throw notAsked();
        }
        ModelResponse response;
        try {
            response = model.generate(request, listener);
        } catch (ModelException e) {
            failed(e);
            throw e;
        } catch (Throwable e) {
            breaker.releasePermission();
            throw e;
        }
        breaker.onSuccess(UNTOLD, TimeUnit.NANOSECONDS);
        return response;
    }

    private void failed(ModelException e) {
        if (ILL.contains(e.kind())) {
            lastFailure = e.kind() + ", " + e.getMessage();
            breaker.onError(UNTOLD, TimeUnit.NANOSECONDS, e);
        } else {
            breaker.releasePermission();
        }
    }

    private long opens() {
        openUntil = clock.instant().plusMillis(openMillis);
        return openMillis;
    }

    private ModelException notAsked() {
        String because = spec() + " was not asked: its circuit breaker is ";
        String last = " (last failure: " + lastFailure + ")";
        long left = Duration.between(clock.instant(), openUntil).toMillis();
        if (left < 0) {
            String message = because + "half open and its trial calls are under way" + last;
            return new ModelException(Kind.OVERLOADED, message, null);
        }
        // Up to and including that instant, on a clock that may have been put back meanwhile.
        Duration wait = Duration.ofMillis(Math.min(left, openMillis) + 1);
        return new ModelException(Kind.OVERLOADED, because + "open for another " + wait + last, 0, wait, null);
    }

    @Override
    public String toString() {
        return model + " behind a circuit breaker (" + breaker.getState() + ")";
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {
        private final ModelClient model;
        private int window = 20;
        private int leastCalls = 5;
        private double failureShare = 0.5;
        private long openMillis = 30_000;
        private int trialCalls = 2;
        private Clock clock = Clock.systemUTC();

        private Builder(ModelClient model) {
            this.model = Objects.requireNonNull(model, "model");
        }

        /** How many of the last calls are looked at; 20 unless told. */
        public Builder window(int calls) {
            this.window = positive(calls, "window");
            return this;
        }

        /** How many calls there must be before the breaker opens; 5 unless told, and never more than the window. */
        public Builder leastCalls(int calls) {
            this.leastCalls = positive(calls, "leastCalls");
            return this;
        }

        /** The share of failures at which the breaker opens, above 0 and up to 1; a half unless told. */
        public Builder failureShare(double share) {
            if (!(share > 0 && share <= 1)) {
                throw new IllegalArgumentException("failureShare must be above 0 and at most 1 but is " + share);
            }
            this.failureShare = share;
            return this;
        }

        /** How long the breaker stays open before it tries again; 30 seconds unless told, at least a millisecond. */
        public Builder openFor(Duration time) {
            if (time.compareTo(Duration.ofMillis(1)) < 0) {
                throw new IllegalArgumentException("openFor must be at least a millisecond but is " + time);
            }
            this.openMillis = time.toMillis();
            return this;
        }

        /** How many calls go through half open; 2 unless told. */
        public Builder trialCalls(int calls) {
            this.trialCalls = positive(calls, "trialCalls");
            return this;
        }

        /** What time it is; the system's clock unless told. */
        public Builder clock(Clock clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        public ModelClient build() {
            return new CircuitBreaking(this);
        }

        private static int positive(int calls, String what) {
            if (calls <= 0) {
                throw new IllegalArgumentException(what + " must be positive but is " + calls);
            }
            return calls;
        }
    }
}
