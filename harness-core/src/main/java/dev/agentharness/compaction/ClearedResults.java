package dev.agentharness.compaction;

import dev.agentharness.budget.BudgetTracker;
import dev.agentharness.model.Message;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolResult;
import dev.agentharness.run.RunState;
import dev.agentharness.run.Shortening;
import dev.agentharness.tool.ArtefactStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lets the results of older turns give way to a few words. What the model said and thought stays. */
final class ClearedResults implements Compactor {

    /** Results no longer than this cost little, and say much. */
    private static final int SHORT = 400;

    private final int keepTurns;

    ClearedResults(int keepTurns) {
        if (keepTurns < 1) {
            throw new IllegalArgumentException("keepTurns must be at least 1 but is " + keepTurns);
        }
        this.keepTurns = keepTurns;
    }

    @Override
    public Optional<Shortening> shorten(RunState state, BudgetTracker budget) {
        List<Message> messages = state.messages();
        Map<String, String> words = words(messages.subList(0, Turns.newest(keepTurns, messages)), SHORT, state);
        return words.isEmpty() ? Optional.empty() : Optional.of(Shortening.clearing("clear results", words));
    }

    /** What stands in for the results in these messages. */
    static Map<String, String> words(List<Message> messages, int longerThan, RunState state) {
        boolean readable = state.tool(ArtefactStore.TOOL).isPresent();
        Map<String, ToolCall> calls = Turns.calls(messages);
        Map<String, String> words = new HashMap<>();
        for (ToolResult result : Turns.longResults(messages, longerThan)) {
            ToolCall call = calls.get(result.callId());
            words.put(
                    result.callId(),
                    "[Taken away to make room: " + result.text().length() + " characters"
                            + (call == null ? "" : " that '" + call.name() + "' gave")
                            + (readable
                                    ? ". " + ArtefactStore.TOOL + " with id " + result.callId() + " shows them.]"
                                    : ". Call it again if you need them.]"));
        }
        return words;
    }
}
