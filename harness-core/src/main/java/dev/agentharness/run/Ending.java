package dev.agentharness.run;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a run comes to its end: by a limit, a closing turn, for want of a person, and with what outcome. Immutable. */
final class Ending {

    /** Of a run that is to go on. */
    static final Ending NONE = new Ending(null, false, 0, false, null);

    private final RunEvent.@Nullable LimitReached limit;
    private final boolean closing;
    private final int closedAtTurn;
    private final boolean personAsked;
    private final @Nullable Outcome outcome;

    private Ending(
            RunEvent.@Nullable LimitReached limit,
            boolean closing,
            int closedAtTurn,
            boolean personAsked,
            @Nullable Outcome outcome) {
        this.limit = limit;
        this.closing = closing;
        this.closedAtTurn = closedAtTurn;
        this.personAsked = personAsked;
        this.outcome = outcome;
    }

    /** The limit that the next step did not fit into. */
    Optional<RunEvent.LimitReached> limit() {
        return Optional.ofNullable(limit);
    }

    /** Whether the model was asked for its best answer so far. */
    boolean isClosing() {
        return closing;
    }

    /** The turn after which it was last asked so; 0 if it never was. */
    int closedAtTurn() {
        return closedAtTurn;
    }

    /** Whether a person was asked, and nobody was there to answer. */
    boolean isPersonAsked() {
        return personAsked;
    }

    Optional<Outcome> outcome() {
        return Optional.ofNullable(outcome);
    }

    Ending limited(RunEvent.LimitReached reached) {
        return new Ending(reached, closing, closedAtTurn, personAsked, outcome);
    }

    Ending closing(int turn) {
        return new Ending(limit, true, turn, personAsked, outcome);
    }

    Ending personMissing() {
        return new Ending(limit, closing, closedAtTurn, true, outcome);
    }

    Ending ended(Outcome how) {
        return new Ending(limit, closing, closedAtTurn, personAsked, how);
    }

    /** What an ended run had come to does not bind it when it goes on; what a crash cut short still holds. */
    Ending resumed() {
        boolean cutShort = outcome == null && closing;
        return new Ending(cutShort ? limit : null, cutShort, closedAtTurn, false, null);
    }
}
