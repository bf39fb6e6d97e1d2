package dev.agentharness.models;

import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelException.Kind;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * One of the models of a chain, asked once a call: knows when it is not to be asked, and has the chain say of a failure
 * whether another try may make it good. Thread-safe.
 */
final class Route implements ModelClient {

    /** Failures of the account or the name, which another provider need not share. */
    private static final Set<Kind> OF_THE_ACCOUNT =
            EnumSet.of(Kind.AUTHENTICATION, Kind.NOT_FOUND, Kind.QUOTA_EXHAUSTED);

    /** Failures that pass, unless their provider says that they do not; another need not share them either. */
    private static final Set<Kind> OF_THE_SERVER =
            EnumSet.of(Kind.RATE_LIMITED, Kind.OVERLOADED, Kind.SERVER_ERROR, Kind.TIMEOUT);

    /** Somebody has to mend it first: until then it costs each turn a request to find that out again. */
    private static final Duration MENDING = Duration.ofMinutes(5);

    private final CircuitBreaking model;
    private final InstantSource clock;
    private final BiFunction<ModelException, Instant, ModelException> chain;
    private volatile Rest rest = new Rest(Instant.EPOCH, Duration.ZERO, true);

    /**
     * When it is not asked.
     *
     * @param passes whether it will be well again without anybody's help
     */
    private record Rest(Instant since, Duration time, boolean passes) {
        Duration left(Instant now) {
            Duration left = time.minus(Duration.between(since, now));
            boolean clockWasPutBack = now.isBefore(since);
            return left.isNegative() || clockWasPutBack ? Duration.ZERO : left;
        }
    }

    /**
     * @param chain what the chain makes of a failure at that time
     */
    Route(CircuitBreaking model, InstantSource clock, BiFunction<ModelException, Instant, ModelException> chain) {
        this.model = model;
        this.clock = clock;
        this.chain = chain;
    }

    CircuitBreaking model() {
        return model;
    }

    boolean isWell(Instant now) {
        return model.isWell() && rest.left(now).isZero();
    }

    /** How long it is not to be asked. */
    Duration left(Instant now) {
        Duration resting = rest.left(now);
        Duration open = model.left();
        return resting.compareTo(open) > 0 ? resting : open;
    }

    /** Whether waiting for it makes sense. */
    boolean recovers(Instant now) {
        return rest.passes || rest.left(now).isZero();
    }

    /** Whether the failure is one that another model of a chain may make good, be it sooner or later. */
    static boolean isPassing(ModelException e) {
        return e.retryable() || isOfThisProvider(e);
    }

    private static boolean isOfThisProvider(ModelException e) {
        return OF_THE_ACCOUNT.contains(e.kind()) || (OF_THE_SERVER.contains(e.kind()) && !e.retryable());
    }

    @Override
    public ModelSpec spec() {
        return model.spec();
    }

    @Override
    public ModelResponse generate(ModelRequest request, ModelListener listener) throws InterruptedException {
        try {
            return model.generate(request, listener);
        } catch (ModelException e) {
            Instant now = clock.instant();
            if (isOfThisProvider(e)) {
                rest(new Rest(now, MENDING, false));
            } else if (!CircuitBreaking.isNotAsked(e)) { // what the breaker has to say is asked of it
                e.retryAfter().ifPresent(wait -> rest(new Rest(now, wait, true)));
            }
            throw chain.apply(e, now);
        }
    }

    /** Of two that were asked for, of which the second call may have begun first, the longer counts. */
    private synchronized void rest(Rest next) {
        if (next.time.compareTo(rest.left(next.since)) >= 0) {
            rest = next;
        }
    }

    @Override
    public String toString() {
        return model.toString();
    }
}
