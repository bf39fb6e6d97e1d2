package dev.agentharness.models;

import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelException.Kind;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.models.Breaker.End;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * A model behind a circuit breaker: while its provider is ill, calls fail at once instead of waiting, and the provider is
 * left in peace. Thread-safe. The breaker belongs to this object and not to the provider: share it among all harnesses that
 * are to know of each other's failures, for two clients of the same model know nothing of one another.
 *
 * <p>Closed, the breaker lets every call through. When too many of the last calls have failed, it opens: no call is made,
 * each fails with {@link Kind#OVERLOADED} and the time until it may be tried again. Then it is half open: a few calls go
 * through, and another whenever the last of them takes longer than 15 seconds; when as many have succeeded it closes, when
 * one fails it opens again.
 *
 * <p>What counts as a failure is what speaks of the provider's health: {@link Kind#OVERLOADED},
 * {@link Kind#SERVER_ERROR}, {@link Kind#CONNECTION}, {@link Kind#TIMEOUT}, {@link Kind#INVALID_RESPONSE} and
 * {@link Kind#INTERRUPTED_STREAM}. A request that is refused says nothing about it and counts neither way, and so does an
 * interrupt, and a {@link Kind#TIMEOUT} of a caller who allowed less time than the model was given otherwise.
 * {@link Kind#RATE_LIMITED} does not count either: the provider is well and serves what the limit allows, and
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

    /** Marks a failure that is the breaker's, and tells nothing new of the provider. */
    private static final class NotAsked extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotAsked() {
            super("the circuit breaker let no call through", null, false, false);
        }
    }

    private final ModelClient model;
    private final InstantSource clock;
    private final Breaker breaker;
    private volatile String lastFailure = "";

    private CircuitBreaking(Builder builder) {
        this.model = builder.model;
        this.clock = builder.clock;
        this.breaker = new Breaker(
                new Breaker.Thresholds(
                        builder.window, builder.leastCalls, builder.failureShare, builder.openFor, builder.trialCalls),
                clock);
    }

    /** The model behind a breaker that opens when half of the last 20 calls failed, at least 5 were made, for 30 seconds. */
    public static ModelClient wrap(ModelClient model) {
        return around(model).build();
    }

    /**
     * Starts a breaker whose thresholds are to be said. It takes the place of one that the model has already.
     *
     * @throws IllegalArgumentException for a {@linkplain Resilient chain}, each of whose models has one
     */
    public static Builder around(ModelClient model) {
        return new Builder(model);
    }

    @Override
    public ModelSpec spec() {
        return model.spec();
    }

    @Override
    public ModelResponse generate(ModelRequest request, ModelListener listener) throws InterruptedException {
        int ticket = breaker.enter();
        if (ticket == Breaker.REFUSED) {
            throw notAsked();
        }
        Instant begin = clock.instant();
        End end = End.NEITHER;
        try {
            ModelResponse response = model.generate(request, listener);
            end = End.SUCCESS;
            return response;
        } catch (ModelException e) {
            if (ILL.contains(e.kind()) && !isCallersTime(e, request, begin)) {
                lastFailure = e.kind() + ", " + e.getMessage();
                end = End.FAILURE;
            }
            throw e;
        } finally {
            breaker.leave(ticket, end);
        }
    }

    /** Whether a call would go through now. */
    boolean isWell() {
        return breaker.admits();
    }

    /** Whether a failure is that of a call which the breaker did not let through. */
    static boolean isNotAsked(ModelException failure) {
        return failure.getCause() instanceof NotAsked;
    }

    /** How long no call will go through; zero if one may now. */
    Duration left() {
        return breaker.left();
    }

    private boolean isCallersTime(ModelException e, ModelRequest request, Instant begin) {
        Duration taken = Duration.between(begin, clock.instant());
        return e.kind() == Kind.TIMEOUT
                && request.timeout().filter(time -> taken.compareTo(time) >= 0).isPresent();
    }

    private ModelException notAsked() {
        String state = breaker.state() == Breaker.State.OPEN
                ? "open for another " + breaker.left()
                : "half open and its trial calls are under way";
        String message =
                spec() + " was not asked: its circuit breaker is " + state + " (last failure: " + lastFailure + ")";
        return new ModelException(Kind.OVERLOADED, message, 0, breaker.left(), new NotAsked());
    }

    @Override
    public String toString() {
        return model + " behind a circuit breaker (" + breaker.state() + ")";
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {
        private final ModelClient model;
        private int window = 20;
        private int leastCalls = 5;
        private double failureShare = 0.5;
        private Duration openFor = Duration.ofSeconds(30);
        private int trialCalls = 2;
        private InstantSource clock = InstantSource.system();

        private Builder(ModelClient model) {
            Objects.requireNonNull(model, "model");
            if (model instanceof Resilient) {
                throw new IllegalArgumentException("the chain that begins with " + model.spec()
                        + " has a circuit breaker before each of its models:"
                        + " for other thresholds, chain models built by CircuitBreaking.around(model)");
            }
            this.model = model instanceof CircuitBreaking broken ? broken.model : model;
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
            this.openFor = time;
            return this;
        }

        /** How many calls go through half open, and must succeed for the breaker to close; 2 unless told. */
        public Builder trialCalls(int calls) {
            this.trialCalls = positive(calls, "trialCalls");
            return this;
        }

        /** What time it is; the system's clock unless told. */
        public Builder clock(InstantSource clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /** The model behind the breaker, which begins closed. */
        public CircuitBreaking build() {
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
