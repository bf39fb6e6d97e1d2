package dev.agentharness.budget;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of one scope: what it may take, has taken and has set aside. Scopes nest; a step in a scope draws on all
 * above it, so a child can only narrow what its parent has.
 *
 * <p>Thread-safe. One lock serves a whole tree of scopes: reserving looks at every limit on the way up and sets the
 * worst case aside in one atomic step, so that what is spent and set aside never exceeds a limit, in any interleaving.
 * Time cannot be set aside; it is measured on the scope's clock, and a clock that jumps back only stands still.
 */
public final class BudgetTracker {

    private final String scope;
    private final Budget budget;
    private final @Nullable BudgetTracker parent;
    private final Object lock;
    private final Clock clock;
    private final Set<Meter> warned = EnumSet.noneOf(Meter.class);
    private final Stopwatch time;
    private Spend spent; // without time
    private final Map<String, Spend> below = new HashMap<>();
    private Spend reserved = Spend.NONE;
    private Spend overdrawn = Spend.NONE;
    private boolean tellsParent; // written before anybody else has seen it
    private Owner owner = Owner.NOBODY;

    private BudgetTracker(String scope, Budget budget, @Nullable BudgetTracker parent, Clock clock, Spend spent) {
        this.scope = Objects.requireNonNull(scope, "scope");
        this.budget = Objects.requireNonNull(budget, "budget");
        this.parent = parent;
        this.lock = parent == null ? new Object() : parent.lock;
        this.clock = clock;
        this.spent = spent.withTime(Duration.ZERO);
        this.time = new Stopwatch(clock, Spend.nanoseconds(spent.time()));
    }

    /** A scope with nothing above it. Its time starts now. */
    public static BudgetTracker root(String scope, Budget budget, Clock clock) {
        return new BudgetTracker(scope, budget, null, clock, Spend.NONE);
    }

    /** A scope with nothing above it that has taken something before, as a run that is resumed has. */
    public static BudgetTracker resumed(String scope, Budget budget, Clock clock, Spend before) {
        return new BudgetTracker(scope, budget, null, clock, before);
    }

    /** A scope within this one. Its time starts now. */
    public BudgetTracker child(String scope, Budget share) {
        return new BudgetTracker(scope, share, this, clock, Spend.NONE);
    }

    /** A part of this scope with a name of its own and no limits besides; what it overdraws, this scope tells. */
    public BudgetTracker part(String scope) {
        BudgetTracker part = child(scope, budget);
        part.tellsParent = true;
        return part;
    }

    /** As {@link #resumed}, within this scope; what was taken before is not booked here again. */
    public BudgetTracker resumedChild(String scope, Budget share, Spend before) {
        return new BudgetTracker(scope, share, this, clock, before);
    }

    /** Says who has this scope for its own; nobody unless told. */
    public void belongsTo(Owner owner) {
        synchronized (lock) {
            this.owner = Objects.requireNonNull(owner, "owner");
        }
    }

    /** Whether a meter is limited here, or in a session or run that this is part of. */
    public boolean isOwnLimited(Meter meter) {
        synchronized (lock) {
            for (BudgetTracker tracker = this; tracker != null; tracker = tracker.parent) {
                if (tracker.isOwnOf(this) && tracker.budget.limit(meter).isPresent()) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Whether this is the scope itself, or that of a run or session above it. */
    private boolean isOwnOf(BudgetTracker scope) {
        return this == scope || owner != Owner.NOBODY;
    }

    public String scope() {
        return scope;
    }

    public Budget budget() {
        return budget;
    }

    /** Books what was taken in this scope before, here and in all above; nobody can refuse what is done. */
    public void book(Spend before) {
        synchronized (lock) {
            settle(before, before, false);
        }
    }

    /** What was taken in this scope and below, without what is only set aside. */
    public Spend spent() {
        synchronized (lock) {
            time.look();
            return timed();
        }
    }

    /** What was taken in this scope and below besides time, which also passes where nothing is taken. */
    public Spend drawn() {
        synchronized (lock) {
            return spent;
        }
    }

    /** What may still be taken, by the limits of this scope and all above. */
    public Room room() {
        synchronized (lock) {
            Room room = new Room();
            for (BudgetTracker tracker = this; tracker != null; tracker = tracker.parent) {
                tracker.time.look();
                tracker.narrow(room);
            }
            return room;
        }
    }

    /** The time left by the limits of this scope and all above, or empty if nothing limits it. */
    public Optional<Duration> timeLeft() {
        long left = nanosLeft();
        return left == Long.MAX_VALUE ? Optional.empty() : Optional.of(Duration.ofNanos(left));
    }

    /** {@link #timeLeft} in nanoseconds, for what asks at every step; {@link Long#MAX_VALUE} if nothing limits it. */
    public long nanosLeft() {
        synchronized (lock) {
            long left = Long.MAX_VALUE;
            for (BudgetTracker tracker = this; tracker != null; tracker = tracker.parent) {
                Optional<Mark> end = tracker.budget.end(Meter.TIME);
                if (end.isPresent()) {
                    left = Math.min(left, Math.max(0, end.get().floor() - tracker.time.look()));
                }
            }
            return left;
        }
    }

    /** Sets the worst case of a step aside, if it fits everywhere. */
    public Reservation reserve(Spend worstCase) {
        synchronized (lock) {
            return setAside(worstCase);
        }
    }

    /**
     * Sets the worst case of a step aside, if it fits everywhere.
     *
     * @param plan says what the step takes at most, given what is left; runs under the ledger's lock, so it must be
     *     quick and must not call back
     */
    public Reservation reserve(Function<Room, Spend> plan) {
        synchronized (lock) {
            return setAside(plan.apply(room()));
        }
    }

    /** Takes what a step costs whose cost is known before, if it fits everywhere; else says what is in the way. */
    public Optional<Reservation.Refused> take(Spend cost) {
        synchronized (lock) {
            Optional<Reservation.Refused> refused = refused(cost);
            if (refused.isEmpty()) {
                settle(cost, cost, false);
            }
            return refused;
        }
    }

    private Optional<Reservation.Refused> refused(Spend worstCase) {
        for (BudgetTracker tracker = this; tracker != null; tracker = tracker.parent) {
            Optional<Limit> inTheWay = tracker.limitAgainst(worstCase);
            if (inTheWay.isPresent()) {
                return Optional.of(new Reservation.Refused(tracker.scope, inTheWay.get()));
            }
        }
        return Optional.empty();
    }

    private Reservation setAside(Spend worstCase) {
        Optional<Reservation.Refused> refused = refused(worstCase);
        if (refused.isPresent()) {
            return refused.get();
        }
        hold(worstCase);
        return new Reservation.Granted(this, worstCase);
    }

    private void hold(Spend worstCase) {
        for (BudgetTracker tracker = this; tracker != null; tracker = tracker.parent) {
            tracker.reserved = tracker.reserved.plus(worstCase);
        }
    }

    private void letGo(Spend held) {
        for (BudgetTracker tracker = this; tracker != null; tracker = tracker.parent) {
            tracker.reserved = tracker.reserved.minus(held);
        }
    }

    /** Sets a worst case aside in place of what is held; if it does not fit, that is still held. */
    Reservation exchange(Spend held, Function<Room, Spend> plan) {
        synchronized (lock) {
            boolean granted = false;
            letGo(held);
            try {
                Reservation inPlace = reserve(plan);
                granted = inPlace instanceof Reservation.Granted;
                return inPlace;
            } finally {
                if (!granted) {
                    hold(held);
                }
            }
        }
    }

    Object lock() {
        return lock;
    }

    /**
     * Stops the time of this very scope, as between the tasks of a session; {@link #resumeTime()} lets it go on. Stopping
     * twice takes resuming twice.
     */
    public void suspendTime() {
        synchronized (lock) {
            time.stop();
        }
    }

    /** Lets the time of this very scope go on. */
    public void resumeTime() {
        synchronized (lock) {
            time.goOn();
        }
    }

    /**
     * Stops the time of this scope and of the runs and the session that it is part of, while a person is asked;
     * {@link #personAnswered()} lets it go on. The time of a scope that many share goes by: the others may be at work.
     */
    public void personAsked() {
        synchronized (lock) {
            for (BudgetTracker tracker = this; tracker != null; tracker = tracker.parent) {
                if (tracker.isOwnOf(this)) {
                    tracker.time.stop();
                }
            }
        }
    }

    /** Lets the time go on that {@link #personAsked()} stopped. */
    public void personAnswered() {
        synchronized (lock) {
            for (BudgetTracker tracker = this; tracker != null; tracker = tracker.parent) {
                if (tracker.isOwnOf(this)) {
                    tracker.time.goOn();
                }
            }
        }
    }

    /**
     * The warning thresholds crossed since this was last asked, in this scope and all above but those of runs, which are told
     * their own; each is told once.
     */
    public List<Warning> warnings() {
        synchronized (lock) {
            List<Warning> warnings = List.of();
            for (BudgetTracker tracker = this; tracker != null; tracker = tracker.parent) {
                if (tracker != this && tracker.owner == Owner.RUN) {
                    continue;
                }
                tracker.time.look();
                for (Budget.Guarded guarded : tracker.budget.guarded()) {
                    Limit limit = guarded.limit();
                    if (tracker.isReached(guarded.threshold()) && tracker.warned.add(limit.meter())) {
                        warnings = warnings.isEmpty() ? new ArrayList<>() : warnings;
                        warnings.add(new Warning(
                                tracker.scope, limit, tracker.timed().of(limit.meter())));
                    }
                }
            }
            return warnings;
        }
    }

    /** By how much steps in this very scope and its parts took more than was set aside for them, since this was last asked. */
    public Spend takeOverdrawn() {
        synchronized (lock) {
            Spend taken = overdrawn;
            overdrawn = Spend.NONE;
            return taken;
        }
    }

    /** What was taken below this scope, by the names of the scopes right below. */
    public Map<String, Spend> spentBelow() {
        synchronized (lock) {
            return Map.copyOf(below);
        }
    }

    void settle(Spend worstCase, Spend actual) {
        settle(worstCase, actual, true);
    }

    private void settle(Spend worstCase, Spend actual, boolean wasReserved) {
        synchronized (lock) {
            Spend timeless = actual.time().isZero() ? actual : actual.withTime(Duration.ZERO);
            BudgetTracker from = this;
            for (BudgetTracker tracker = this; tracker != null; tracker = tracker.parent) {
                tracker.reserved = wasReserved ? tracker.reserved.minus(worstCase) : tracker.reserved;
                tracker.spent = tracker.spent.plus(timeless);
                tracker.time.add(Spend.nanoseconds(actual.time()));
                if (tracker != from) {
                    tracker.below.merge(from.scope, actual, Spend::plus);
                }
                from = tracker;
            }
            BudgetTracker teller = tellsParent && parent != null ? parent : this;
            teller.overdrawn = teller.overdrawn.plus(actual.beyond(worstCase));
        }
    }

    private void narrow(Room room) {
        for (Budget.Guarded guarded : budget.guarded()) {
            Mark end = guarded.end();
            if (end.meter() == Meter.DOLLARS) {
                room.narrow(end, takenDollars());
            } else {
                room.narrow(end, taken(end.meter()));
            }
        }
    }

    private Optional<Limit> limitAgainst(Spend worstCase) {
        time.look();
        for (Budget.Guarded guarded : budget.guarded()) {
            if (isInTheWay(guarded.end(), worstCase)) {
                return Optional.of(guarded.limit());
            }
        }
        return Optional.empty();
    }

    private boolean isInTheWay(Mark end, Spend worstCase) {
        Meter meter = end.meter();
        if (meter == Meter.DOLLARS) {
            return end.isExceededBy(takenDollars().add(worstCase.dollars()));
        }
        long after = Spend.sum(taken(meter), worstCase.units(meter));
        // At its very end, no time is left for a step.
        return meter == Meter.TIME ? end.isReachedBy(after) : end.isExceededBy(after);
    }

    /** What was taken and what is set aside of a meter that is counted in whole units. */
    private long taken(Meter meter) {
        return Spend.sum(meter == Meter.TIME ? time.nanos() : spent.units(meter), reserved.units(meter));
    }

    private BigDecimal takenDollars() {
        return spent.dollars().add(reserved.dollars());
    }

    private boolean isReached(Mark mark) {
        return switch (mark.meter()) {
            case DOLLARS -> mark.isReachedBy(spent.dollars());
            case TIME -> mark.isReachedBy(time.nanos());
            default -> mark.isReachedBy(spent.units(mark.meter()));
        };
    }

    private Spend timed() {
        return spent.withTime(Duration.ofNanos(time.nanos()));
    }

    @Override
    public String toString() {
        return scope + ": " + spent() + " of " + budget;
    }

    /**
     * A threshold that was crossed.
     *
     * @param scope whose limit it is
     * @param limit the limit that draws near
     * @param taken what was taken of it, in the meter's unit
     */
    public record Warning(String scope, Limit limit, BigDecimal taken) {}
}
