package dev.agentharness.stop;

import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolResult;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunState;
import dev.agentharness.run.Turn;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The same calls with the same results, again and again. */
final class RepeatedTurns implements StopCondition {

    private final int tooMany;

    RepeatedTurns(int tooMany) {
        if (tooMany < 2) {
            throw new IllegalArgumentException("a repeat takes at least 2 turns, not " + tooMany);
        }
        this.tooMany = tooMany;
    }

    @Override
    public Optional<Outcome> check(RunState state) {
        List<Turn> turns = state.finishedTurns();
        if (turns.size() < tooMany) {
            return Optional.empty();
        }
        List<Turn> recent = turns.subList(turns.size() - tooMany, turns.size());
        Turn first = recent.get(0);
        return recent.stream().allMatch(turn -> isSame(turn, first))
                ? Optional.of(
                        new Outcome.Stalled(tooMany + " turns in a row made the same calls with the same results: "
                                + first.calls().stream()
                                        .map(call -> call.name() + call.arguments())
                                        .collect(Collectors.joining(", "))))
                : Optional.empty();
    }

    private static boolean isSame(Turn one, Turn other) {
        return calls(one).equals(calls(other)) && results(one).equals(results(other));
    }

    private static List<String> calls(Turn turn) {
        return turn.calls().stream()
                .map((ToolCall call) -> call.name() + " " + call.arguments())
                .toList();
    }

    private static List<String> results(Turn turn) {
        return turn.results().stream().map(ToolResult::text).toList();
    }
}
