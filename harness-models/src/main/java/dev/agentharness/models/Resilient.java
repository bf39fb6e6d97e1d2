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
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * A model that others stand in for, each behind a {@linkplain CircuitBreaking circuit breaker} of its own. Thread-safe.
 *
 * <p>In a harness each try is one call of one model, made, booked and repeated by the harness: the first try goes to the
 * first model that is well, the next one to the next, and round again. Whatever the harness retries, and whatever is wrong
 * with a provider alone (its key, its quota, a model's name), is tried with another model as long as one is well.
 *
 * <p>Asked without a harness, it repeats by itself what is {@linkplain Replay#SAFE safe} to repeat and has cost nothing, up
 * to four tries in all, with random, growing waits that are at least as long as the provider asks; never beyond the
 * request's time. What may have been billed is thrown: its caller alone knows whether another try can be paid.
 *
 * <p>What only its own provider understands, such as sealed thinking, is left out for the others by their clients.
 */
public final class Resilient implements ModelClient {

    private static final int TRIES = 4;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

    /** A caller that set no time does not expect to wait for long. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

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
        this.routes = new ArrayList<>();
        for (ModelClient model : models) {
            int place = routes.size();
            CircuitBreaking breaking = model instanceof CircuitBreaking already
                    ? already
                    : CircuitBreaking.around(model).build();
            routes.add(new Route(breaking, () -> anotherIsWell(place)));
        }
        this.spec = models.size() == 1
                ? models.get(0).spec()
                : joined(models.stream().map(ModelClient::spec).toList());
        this.clock = clock;
        this.random = random;
        this.pause = pause;
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
        List<Route> well = routes.stream().filter(Route::isWell).toList();
        List<Route> asked = well.isEmpty() ? routes : well;
        return asked.get(failures % asked.size());
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
                boolean again = e.retryable() && e.replay() == Replay.SAFE && failures < TRIES;
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

    private boolean anotherIsWell(int place) {
        for (int other = 0; other < routes.size(); other++) {
            if (other != place && routes.get(other).isWell()) {
                return true;
            }
        }
        return false;
    }

    private static ModelSpec joined(List<ModelSpec> specs) {
        ModelSpec first = specs.get(0);
        Set<Feature> features = EnumSet.allOf(Feature.class);
        specs.forEach(spec -> features.retainAll(spec.features()));
        if (specs.stream().map(ModelSpec::reads).distinct().count() > 1) {
            features.remove(Feature.COMPACTION); // what one compacts, the others cannot read
        }
        ModelSpec.Builder all = ModelSpec.builder(first.provider(), first.name())
                .reads(first.reads())
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
