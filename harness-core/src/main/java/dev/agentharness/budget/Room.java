package dev.agentharness.budget;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a scope may still take of each meter, given all limits on it and above it and all that is set aside. A snapshot;
 * only inside {@link BudgetTracker#reserve} is it sure to still be true when it is used.
 */
public final class Room {

    /** Longer times would overflow where they are added up; nobody waits for them. */
    private static final BigDecimal LONGEST =
            BigDecimal.valueOf(Duration.ofDays(36_500).toSeconds());

    private final Map<Meter, BigDecimal> left = new EnumMap<>(Meter.class);

    Room() {}

    void narrow(Limit limit, Spend taken) {
        left.merge(
                limit.meter(),
                limit.amount().subtract(taken.exactly(limit.meter())).max(BigDecimal.ZERO),
                BigDecimal::min);
    }

    /** What is left of a meter, or empty if nothing limits it. Never negative. */
    public Optional<BigDecimal> of(Meter meter) {
        return Optional.ofNullable(left.get(meter));
    }

    /** The tokens left; {@link Long#MAX_VALUE} if nothing limits them. */
    public long tokens() {
        return of(Meter.TOKENS).map(BigDecimal::longValue).orElse(Long.MAX_VALUE);
    }

    /** The time left, or empty if nothing limits it. */
    public Optional<Duration> time() {
        return of(Meter.TIME)
                .map(seconds ->
                        Duration.ofNanos(seconds.min(LONGEST).movePointRight(9).longValue()));
    }
}
