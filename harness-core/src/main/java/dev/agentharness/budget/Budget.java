package dev.agentharness.budget;

import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All limits of a scope, at most one for each meter. Immutable.
 *
 * <pre>{@code
 * Budget.of(Limit.tokens(10_000), Limit.time(Duration.ofMinutes(5)), Limit.toolCalls(50), Limit.dollars("10"))
 * }</pre>
 */
public final class Budget {

    private final Map<Meter, Limit> limits;
    private final double warnAt;

    private Budget(Map<Meter, Limit> limits, double warnAt) {
        this.limits = limits;
        this.warnAt = warnAt;
    }

    /**
     * A budget of these limits; other meters are free.
     *
     * @throws IllegalArgumentException if a meter is limited twice, or nothing is limited
     */
    public static Budget of(Limit... limits) {
        return of(List.of(limits));
    }

    /** As {@link #of(Limit...)}. */
    public static Budget of(Collection<Limit> limits) {
        if (limits.isEmpty()) {
            throw new IllegalArgumentException("a budget needs at least one limit");
        }
        Map<Meter, Limit> byMeter = new EnumMap<>(Meter.class);
        for (Limit limit : limits) {
            Limit before = byMeter.put(limit.meter(), limit);
            if (before != null) {
                throw new IllegalArgumentException("two limits on one meter: " + before + " and " + limit);
            }
        }
        return new Budget(byMeter, 0.8);
    }

    /**
     * What a harness gets that names no budget: 50 turns, 100 tool calls, 500,000 tokens, 30 minutes. No dollar limit,
     * because not every model has a price.
     */
    public static Budget standard() {
        return of(Limit.turns(50), Limit.toolCalls(100), Limit.tokens(500_000), Limit.time(Duration.ofMinutes(30)));
    }

    /**
     * This budget with another warning threshold: the share of a limit at which host and model are told. 0.8 unless told.
     *
     * @param share above 0 and at most 1; 1 means no warning before the end
     */
    public Budget warnAt(double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("the warning threshold is a share above 0 and at most 1, not " + share);
        }
        return new Budget(limits, share);
    }

    public double warnAt() {
        return warnAt;
    }

    /** The limits, in the order of the meters. */
    public List<Limit> limits() {
        return List.copyOf(limits.values());
    }

    public Optional<Limit> limit(Meter meter) {
        return Optional.ofNullable(limits.get(meter));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Budget that && limits.equals(that.limits) && warnAt == that.warnAt;
    }

    @Override
    public int hashCode() {
        return limits.hashCode();
    }

    @Override
    public String toString() {
        return limits.values() + ", warning at " + Math.round(warnAt * 100) + " %";
    }
}
