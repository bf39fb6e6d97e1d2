package dev.agentharness.stop;

import dev.agentharness.model.Effect;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolResult;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.run.RunState;
import dev.agentharness.run.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds work that goes round in circles: a repeat counts only if the results repeat too, because asking again is no stall
 * while the answer still changes.
 */
final class StallDetector {

    /** The longest cycle looked for, in turns: A-B-A-B is a cycle of two. */
    private static final int LONGEST_CYCLE = 4;

    /** How often a single turn must come, and how often a longer cycle. */
    private static final int SAME_TURN = 4;

    private static final int SAME_CYCLE = 3;

    /** How many turns in a row must bring the same error, whatever the arguments. */
    private static final int SAME_ERROR = 5;

    private StallDetector() {}

    /** What shows that the newest turns go round in circles, or empty if they do not. */
    static Optional<String> evidence(RunState state) {
        List<Turn> turns = state.finishedTurns();
        for (int cycle = 1; cycle <= LONGEST_CYCLE; cycle++) {
            int times = cycle == 1 ? SAME_TURN : SAME_CYCLE;
            if (repeats(turns, cycle, times)) {
                List<Turn> newest = newest(turns, cycle);
                if (newest.stream().anyMatch(turn -> isPolling(turn, state))) {
                    return Optional.empty();
                }
                // What may have changed the world each time must come twice as often before it is taken for no
                // progress.
                int needed = newest.stream().anyMatch(turn -> mayChange(turn, state)) ? 2 * times : times;
                if (repeats(turns, cycle, needed)) {
                    return Optional.of(describe(newest) + (cycle == 1 ? " came " : " came in turn ") + needed
                            + " times with the same results");
                }
            }
        }
        return sameError(turns)
                .filter(error -> newest(turns, LONGEST_CYCLE).stream().noneMatch(turn -> isPolling(turn, state)));
    }

    private static List<Turn> newest(List<Turn> turns, int count) {
        return turns.subList(Math.max(0, turns.size() - count), turns.size());
    }

    private static boolean repeats(List<Turn> turns, int cycle, int times) {
        if (turns.size() < cycle * times) {
            return false;
        }
        // The newest first: most turns differ from the one before, and that is all there is to see.
        for (int i = turns.size() - 1; i >= turns.size() - cycle * times + cycle; i--) {
            if (!isSame(turns.get(i), turns.get(i - cycle))) {
                return false;
            }
        }
        return true;
    }

    /** One error again and again, or two that take turns. */
    private static Optional<String> sameError(List<Turn> turns) {
        if (turns.isEmpty() || errors(turns.get(turns.size() - 1)).isEmpty()) {
            return Optional.empty();
        }
        for (int kinds = 1; kinds <= 2; kinds++) {
            List<List<String>> newest = newest(turns, kinds * SAME_ERROR).stream()
                    .map(StallDetector::errors)
                    .toList();
            List<List<String>> distinct = newest.stream().distinct().toList();
            if (newest.size() == kinds * SAME_ERROR && distinct.size() <= kinds && !distinct.contains(List.of())) {
                return Optional.of("the same " + (kinds == 1 ? "error" : "two errors") + " came " + newest.size()
                        + " turns in a row: "
                        + brief(newest.get(newest.size() - 1).get(0)));
            }
        }
        return Optional.empty();
    }

    /** The tool and text of each result, if all of them are errors. */
    private static List<String> errors(Turn turn) {
        List<String> errors = new ArrayList<>();
        for (ToolCall call : turn.calls()) {
            ToolResult result = turn.result(call.id()).orElseThrow();
            if (!result.error()) {
                return List.of();
            }
            errors.add(call.name() + ": " + result.text());
        }
        return errors;
    }

    private static boolean isPolling(Turn turn, RunState state) {
        return turn.calls().stream()
                .allMatch(call -> state.tool(call.name()).map(ToolSpec::polling).orElse(false));
    }

    private static boolean mayChange(Turn turn, RunState state) {
        return turn.calls().stream()
                .anyMatch(call ->
                        state.tool(call.name()).map(ToolSpec::effect).orElse(Effect.READ_ONLY) == Effect.NON_IDEMPOTENT
                                && !turn.result(call.id()).orElseThrow().error());
    }

    private static boolean isSame(Turn one, Turn other) {
        return one.calls().size() == other.calls().size()
                && hash(one) == hash(other)
                && steps(one).equals(steps(other));
    }

    /** Of its results in any order: a cheap way to see that two turns differ. */
    private static int hash(Turn turn) {
        int hash = 0;
        for (ToolCall call : turn.calls()) {
            hash += turn.result(call.id()).orElseThrow().text().hashCode();
        }
        return hash;
    }

    /** What was called and what came of it; neither the order of calls made at once nor the spelling of JSON counts. */
    private static List<String> steps(Turn turn) {
        return turn.calls().stream()
                .map(call -> call.name() + " " + canonical(call.arguments()) + " "
                        + turn.result(call.id()).orElseThrow().text())
                .sorted()
                .toList();
    }

    private static String canonical(String arguments) {
        try {
            return ToolInput.parse(arguments).canonical();
        } catch (IllegalArgumentException e) {
            return arguments;
        }
    }

    private static String describe(List<Turn> turns) {
        return turns.stream()
                .flatMap(turn -> turn.calls().stream())
                .map(call -> call.name() + brief(call.arguments()))
                .collect(Collectors.joining(", "));
    }

    private static String brief(String text) {
        return text.length() <= 120 ? text : text.substring(0, 120) + "…";
    }
}
