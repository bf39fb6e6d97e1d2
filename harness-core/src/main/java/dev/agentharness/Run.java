package dev.agentharness;

import dev.agentharness.budget.BudgetTracker;
import dev.agentharness.budget.Owner;
import dev.agentharness.budget.Reservation;
import dev.agentharness.budget.Room;
import dev.agentharness.budget.Spend;
import dev.agentharness.cache.PrefixGuard;
import dev.agentharness.journal.Journal;
import dev.agentharness.journal.JournalException;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolInput;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunState;
import dev.agentharness.stop.CompletionCheck;
import dev.agentharness.tool.ToolRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One run while it is being driven: its state, and the one door through which events change it. Used by the thread that
 * drives it and, unless said otherwise, by no other.
 */
final class Run implements AutoCloseable {

    private final Journal journal;
    private final Audience audience;
    private final Clock clock;
    private final ToolRegistry tools;
    private final RunAuthority authority;
    private final BudgetTracker budget;
    private final Optional<CompletionCheck> check;
    private final Map<String, Spend> seenBelow = new HashMap<>();
    private final Map<ToolCall, ToolInput> inputs = new HashMap<>();
    private final PrefixGuard prefix = new PrefixGuard();
    private RunState state;
    private @Nullable Shift shift;
    private Optional<Reservation.Granted> heldBack = Optional.empty();

    Run(
            RunState state,
            ToolRegistry tools,
            RunAuthority authority,
            BudgetTracker budget,
            Optional<CompletionCheck> check,
            Journal journal,
            Audience audience,
            Clock clock) {
        this.state = state;
        this.tools = tools;
        this.authority = authority;
        this.budget = budget;
        this.check = check;
        this.journal = journal;
        this.audience = audience;
        this.clock = clock;
        budget.belongsTo(Owner.RUN);
    }

    String id() {
        return state.runId();
    }

    RunState state() {
        return state;
    }

    /** The tools that the run may use, control tools included. */
    ToolRegistry tools() {
        return tools;
    }

    /** What the run may do. */
    RunAuthority authority() {
        return authority;
    }

    BudgetTracker budget() {
        return budget;
    }

    /** What checks the answer, if the task has a criterion and this process knows it. */
    Optional<CompletionCheck> check() {
        return check;
    }

    /** What watches that each request begins as the one before it did. */
    PrefixGuard prefix() {
        return prefix;
    }

    /** What time it is. From any thread. */
    Instant now() {
        return clock.instant();
    }

    /**
     * The arguments of a call of the turn, which are kept until they are {@linkplain #takeInput taken}.
     *
     * @throws IllegalArgumentException if they are no JSON object
     */
    ToolInput input(ToolCall call) {
        return inputs.computeIfAbsent(call, read -> ToolInput.parse(read.arguments()));
    }

    /** The same for the last time. */
    ToolInput takeInput(ToolCall call) {
        ToolInput read = inputs.remove(call);
        return read == null ? ToolInput.parse(call.arguments()) : read;
    }

    /** Sets the slice for the closing turn aside, where the budget asks for one and there is room. */
    void holdBack() {
        ClosingSlice slice = ClosingSlice.of(budget);
        if (!slice.isNone() && budget.reserve(slice::in) instanceof Reservation.Granted granted) {
            heldBack = Optional.of(granted);
        }
    }

    /** Sets a closing call aside, in place of the slice that was held back for it, which is kept if the call does not fit. */
    Reservation reserveForClosing(Function<Room, Spend> worstCase) {
        Reservation reservation =
                heldBack.map(slice -> slice.exchange(worstCase)).orElseGet(() -> budget.reserve(worstCase));
        if (reservation instanceof Reservation.Granted) {
            heldBack = Optional.empty();
        }
        return reservation;
    }

    /**
     * What others took from the run's ledger since this was last asked, by their scopes' names: the run's own name stands
     * for tools that reserve on its own scope.
     */
    private Map<String, Spend> takeDrawn() {
        Spend unaccounted = budget.drawn().beyond(state.taken());
        if (unaccounted.equals(Spend.NONE)) {
            return Map.of();
        }
        Map<String, Spend> drawn = new TreeMap<>();
        for (Map.Entry<String, Spend> below : budget.spentBelow().entrySet()) {
            Spend fresh = below.getValue().beyond(seenBelow.getOrDefault(below.getKey(), Spend.NONE));
            if (!fresh.equals(Spend.NONE)) {
                seenBelow.put(below.getKey(), below.getValue());
                drawn.put(below.getKey(), fresh);
                unaccounted = unaccounted.beyond(fresh);
            }
        }
        if (!unaccounted.equals(Spend.NONE)) {
            drawn.merge(budget.scope(), unaccounted, Spend::plus); // one below may have the same name
        }
        return drawn;
    }

    /** Records what others took, before the step that it was drawn for, so that no crash in between forgets it. */
    void recordDrawn() {
        takeDrawn().forEach((scope, spend) -> record(new RunEvent.Drawn(now(), scope, spend)));
    }

    /** Says who drives the run from here on. */
    void drivenIn(Shift begun) {
        shift = begun;
    }

    /** Carries a call out on the thread that drives the run. */
    void lendTo(RunningCall call) throws InterruptedException {
        shift().lendTo(call);
    }

    /** Begins a step that the thread is interrupted in once the run's time is up. The caller ends it. */
    Deadline beginStep() {
        return shift().beginStep(budget.nanosLeft());
    }

    private Shift shift() {
        return Objects.requireNonNull(shift, "nobody drives the run");
    }

    /** Tells the listeners that the run is about to be driven. Used by the thread that asks for it. */
    void open() {
        audience.open(state);
    }

    /** Gives back what was held back and not used, and tells the listeners that the run is driven no longer. */
    @Override
    public void close() {
        heldBack.ifPresent(Reservation.Granted::release);
        audience.close(id());
    }

    /** Makes an event true: first it is kept safe, then it changes the state, then the listeners are told. */
    void record(RunEvent event) {
        RunState next = event.applyTo(state); // first of all: an event that cannot be replayed must not be kept
        try {
            journal.append(id(), event);
        } catch (RuntimeException e) {
            throw new JournalException(
                    "run " + id() + " stops: its event " + event.getClass().getSimpleName() + " could not be recorded",
                    e);
        }
        state = next;
        if (event instanceof RunEvent.ModelReplied) {
            inputs.clear(); // those of calls that were denied
        }
        audience.event(id(), event);
    }

    void record(List<RunEvent> events) {
        for (int i = 0; i < events.size(); i++) { // an iterator is garbage
            record(events.get(i));
        }
    }

    /** Ends the run, unless it has ended. */
    void end(Outcome outcome) {
        if (state.outcome().isEmpty()) {
            recordDrawn();
            record(new RunEvent.Ended(now(), outcome));
        }
    }

    /** Who hears what a model writes, while it does. */
    ModelListener deltas() {
        return audience.deltas(id());
    }
}
