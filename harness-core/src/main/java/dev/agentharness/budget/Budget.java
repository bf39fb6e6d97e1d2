package dev.agentharness.budget;

import java.math.BigDecimal;
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
    private final List<Limit> inOrder;
    private final List<Guarded> guarded;
    private final double warnAt;
    private final double closingShare;
    private final boolean downtimeCounts;

    private Budget(Map<Meter, Limit> limits, double warnAt, double closingShare, boolean downtimeCounts) {
        this.limits = limits;
        this.inOrder = List.copyOf(limits.values());
        this.warnAt = warnAt;
        BigDecimal share = BigDecimal.valueOf(warnAt);
        this.guarded = inOrder.stream()
                .map(limit -> new Guarded(
                        limit,
                        Mark.at(limit),
                        Mark.at(limit.meter(), limit.amount().multiply(share))))
                .toList();
        this.closingShare = closingShare;
        this.downtimeCounts = downtimeCounts;
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
        return new Budget(byMeter, 0.8, 0.1, false);
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
        return new Budget(limits, share, closingShare, downtimeCounts);
    }

    public double warnAt() {
        return warnAt;
    }

    /**
     * This budget with another slice of tokens and dollars held back for a closing turn: when the rest is used up, the
     * model is asked once more, without tools, for the best answer so far. 0.1 unless told; 0 means no closing turn.
     *
     * @param share from 0 to 0.5
     */
    public Budget closingShare(double share) {
        if (!(share >= 0 && share <= 0.5)) {
            throw new IllegalArgumentException("the closing share is from 0 to 0.5, not " + share);
        }
        return new Budget(limits, warnAt, share, downtimeCounts);
    }

    public double closingShare() {
        return closingShare;
    }

    /**
     * This budget, in which the time between a crash or an end and the resume counts ({@code true}) or does not; it does
     * not unless told. The time a person takes to answer never counts.
     */
    public Budget downtimeCounts(boolean counts) {
        return new Budget(limits, warnAt, closingShare, counts);
    }

    public boolean downtimeCounts() {
        return downtimeCounts;
    }

    /** This budget, with the other's limit wherever that is smaller or this has none. */
    public Budget narrowedBy(Budget other) {
        Map<Meter, Limit> narrowed = new EnumMap<>(limits);
        other.limits.forEach((meter, limit) -> narrowed.merge(
                meter, limit, (mine, theirs) -> theirs.amount().compareTo(mine.amount()) < 0 ? theirs : mine));
        return new Budget(narrowed, warnAt, closingShare, downtimeCounts);
    }

    /** The limits, in the order of the meters. */
    public List<Limit> limits() {
        return inOrder;
    }

    /** The limits as a ledger looks at them, in the same order. */
    List<Guarded> guarded() {
        return guarded;
    }

    /** Where the limit of a meter ends, if there is one. */
    Optional<Mark> end(Meter meter) {
        for (Guarded limit : guarded) {
            if (limit.limit().meter() == meter) {
                return Optional.of(limit.end());
            }
        }
        return Optional.empty();
    }

    /**
     * A limit, made ready to be looked at.
     *
     * @param end where it ends
     * @param threshold where host and model are told
     */
    record Guarded(Limit limit, Mark end, Mark threshold) {}

    public Optional<Limit> limit(Meter meter) {
        return Optional.ofNullable(limits.get(meter));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Budget that
                && limits.equals(that.limits)
                && warnAt == that.warnAt
                && closingShare == that.closingShare
                && downtimeCounts == that.downtimeCounts;
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
