package dev.agentharness.compaction;

import dev.agentharness.budget.BudgetTracker;
import dev.agentharness.model.Effect;
import dev.agentharness.model.Message;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolResult;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.run.RunState;
import dev.agentharness.run.Shortening;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lets results give way that a later call of the same read-only tool, with the same arguments, has made out of date. */
final class SupersededResults implements Compactor {

    private static final int SHORT = 100;

    @Override
    public Optional<Shortening> shorten(RunState state, BudgetTracker budget) {
        List<Message> messages = state.messages();
        Map<String, ToolCall> calls = Turns.calls(messages);
        Map<String, String> newest = new HashMap<>();
        for (Message message : messages) {
            for (ToolResult result : message.toolResults()) {
                question(calls.get(result.callId()), state).ifPresent(asked -> newest.put(asked, result.callId()));
            }
        }
        Map<String, String> words = new HashMap<>();
        for (ToolResult result : Turns.longResults(messages, SHORT)) {
            question(calls.get(result.callId()), state)
                    .filter(asked -> !result.callId().equals(newest.get(asked)))
                    .ifPresent(asked -> words.put(
                            result.callId(), "[Taken away: the same was asked again later; see the newer result.]"));
        }
        return words.isEmpty() ? Optional.empty() : Optional.of(Shortening.clearing("drop superseded", words));
    }

    /** What a call asks, the same for calls that ask the same; empty for one that may have changed something. */
    private static Optional<String> question(@Nullable ToolCall call, RunState state) {
        if (call == null
                || state.tool(call.name()).map(ToolSpec::effect).orElse(Effect.NON_IDEMPOTENT) != Effect.READ_ONLY) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    call.name() + " " + ToolInput.parse(call.arguments()).canonical());
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // it was told so, and nothing was asked
        }
    }
}
