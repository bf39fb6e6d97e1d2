package dev.agentharness.run;

import java.time.Instant;

/**
 * How often the conversation was shortened, and when last.
 *
 * @param count how often
 * @param fruitless how often in a row, up to now, without getting room for long
 * @param turn the turn after which it was shortened last; -1 if it never was
 * @param at when that was; when the run began if it never was
 */
public record Compactions(int count, int fruitless, int turn, Instant at) {

    static Compactions none(Instant start) {
        return new Compactions(0, 0, -1, start);
    }

    Compactions plus(RunEvent.Compacted event, int turnNumber) {
        return new Compactions(count + 1, event.cramped() ? fruitless + 1 : 0, turnNumber, event.at());
    }
}
