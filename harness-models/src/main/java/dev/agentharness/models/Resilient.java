package dev.agentharness.models;

import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelException.Replay;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ModelSpec.Feature;
import dev.agentharness.model.Price;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * A model that others stand in for, each behind a {@linkplain CircuitBreaking circuit breaker} of its own. Thread-safe.
 *
 * <p>In a harness each try is one call of one model, made, booked and repeated by the harness: the first try goes to the
 * first model that is well, the next one to the next, and round again, until each had its try and the recovery policy
 * gives up. A model is not well while its breaker is open, as long as its provider asked not to be asked, and for five
 * minutes after a failure that is wrong with it alone (its key, its quota, its name). Where none is well, the one that will
 * be first is asked, and after a failure waited for.
 *
 * <p>Asked without a harness, it repeats by itself what is {@linkplain Replay#SAFE safe} to repeat and has cost nothing, up
 * to four tries in all, or as many as there are models, with random, growing waits that are at least as long as the
 * provider asks; never beyond the request's time, or two minutes at a time where it has none. What may have been billed is
 * thrown: its caller alone knows whether another try can be paid.
 *
 * <p>What only its own provider understands, such as sealed thinking, is left out for the others by their clients.
 */
public final class Resilient implements ModelClient {

    private static final int TRIES = 4;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

    /** Limits by the minute are over by then; a caller that set no time does not expect to wait for longer. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

    private final List<Route> routes;
    private final ModelSpec spec;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Pause pause;

    /** Waits. */
    interface Pause {
        void await(Duration time) throws InterruptedException;
    }

    Resilient(List<ModelClient> models, InstantSource clock, RandomGenerator random, Pause pause) {
        this.clock = clock;
        this.routes = models.stream()
                .flatMap(Resilient::breaking)
                .map(model -> new Route(model, clock, this::judged))
                .toList();
        this.spec = routes.size() == 1
                ? routes.get(0).spec()
                : joined(routes.stream().map(ModelClient::spec).toList());
        this.random = random;
        this.pause = pause;
    }

    /** The models of a chain within a chain stand in it themselves, so that one place repeats calls. */
    private static Stream<CircuitBreaking> breaking(ModelClient model) {
        if (model instanceof Resilient chain) {
            return chain.routes.stream().map(Route::model);
        }
        return Stream.of(
                model instanceof CircuitBreaking already
                        ? already
                        : CircuitBreaking.around(model).build());
    }

    /** One model, that is tried again. */
    public static ModelClient wrap(ModelClient model) {
        return chain(model);
    }

    /** A model, and those that stand in for it, in this order. */
    public static ModelClient chain(ModelClient first, ModelClient... others) {
        List<ModelClient> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(others));
        RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
        return new Resilient(all, InstantSource.system(), random, time -> Thread.sleep(time.toMillis()));
    }

    /** The first model by name, with what is true of all: the least sizes, the dearest prices, no price if one has none. */
    @Override
    public ModelSpec spec() {
        return spec;
    }

    @Override
    public ModelClient attempt(int failures) {
        Instant now = clock.instant();
        for (int i = 0; i < routes.size(); i++) {
            Route next = routes.get((failures + i) % routes.size());
            if (next.isWell(now)) {
                return next;
            }
        }
        return routes.stream()
                .min(Comparator.comparing((Route route) -> !route.recovers(now))
                        .thenComparing(route -> route.left(now)))
                .orElseThrow();
    }

    @Override
    public int models() {
        return routes.size();
    }

    @Override
    public ModelResponse generate(ModelRequest request, ModelListener listener) throws InterruptedException {
        Optional<Instant> end = request.timeout().map(clock.instant()::plus);
        ModelRequest next = request;
        for (int failures = 1; ; failures++) {
            try {
                return attempt(failures - 1).generate(next, listener);
            } catch (ModelException e) {
                Duration wait = wait(e, failures);
                Duration left =
                        end.map(at -> Duration.between(clock.instant(), at)).orElse(LONGEST_WAIT);
                boolean again = e.retryable() && e.replay() == Replay.SAFE && failures < Math.max(TRIES, models());
                if (!again || wait.compareTo(left) >= 0) {
                    throw e;
                }
                pause.await(wait);
                if (end.isPresent()) {
                    next = request.toBuilder().timeout(left.minus(wait)).build();
                }
            }
        }
    }

    /** Any time up to a bound that doubles, so that many callers do not come back at once, after what the provider asks. */
    private Duration wait(ModelException e, int failures) {
        long jitter = (long) (FIRST_WAIT.toMillis() * (1L << (failures - 1)) * random.nextDouble());
        return e.retryAfter().orElse(Duration.ZERO).plusMillis(jitter);
    }

    /** A failure of one model as that of the chain: worth another try as soon as one of its models may be asked. */
    private ModelException judged(ModelException e, Instant now) {
        if (!Route.isPassing(e)) {
            return e;
        }
        return routes.stream()
                .filter(route -> route.recovers(now))
                .map(route -> route.left(now))
                .min(Comparator.naturalOrder())
                .map(e::withRetryAfter)
                .orElse(e);
    }

    private static ModelSpec joined(List<ModelSpec> specs) {
        ModelSpec first = specs.get(0);
        Set<Feature> features = EnumSet.allOf(Feature.class);
        specs.forEach(spec -> features.retainAll(spec.features()));
        if (specs.stream().map(ModelSpec::origin).distinct().count() > 1) {
            features.remove(Feature.COMPACTION); // what one compacts, the others cannot read
        }
        ModelSpec.Builder all = ModelSpec.builder(first.provider(), first.name())
                .origin(first.origin())
                .contextWindow(
                        specs.stream().mapToLong(ModelSpec::contextWindow).min().orElseThrow())
                .maxOutputTokens(specs.stream()
                        .mapToInt(ModelSpec::maxOutputTokens)
                        .min()
                        .orElseThrow())
                .messageOverhead(specs.stream()
                        .mapToInt(ModelSpec::messageOverhead)
                        .max()
                        .orElseThrow())
                .requestOverhead(specs.stream()
                        .mapToInt(ModelSpec::requestOverhead)
                        .max()
                        .orElseThrow())
                .features(features);
        List<Price> prices =
                specs.stream().flatMap(spec -> spec.price().stream()).toList();
        if (prices.size() == specs.size()) {
            prices.stream().reduce(Price::orDearer).ifPresent(all::price);
        }
        return all.build();
    }

    @Override
    public String toString() {
        return "resilient " + routes;
    }
}
