package dev.agentharness.compaction;

import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import dev.agentharness.model.Role;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A conversation seen as turns: a message of the model, and what it was told of its calls. */
final class Turns {

    private Turns() {}

    /** Where so many of the newest turns begin: at a message of the model, so that calls and results stay in pairs. */
    static int newest(int turns, List<Message> messages) {
        int left = turns;
        for (int i = messages.size() - 1; i >= 0; i--) {
            if (messages.get(i).role() == Role.ASSISTANT && --left == 0) {
                return i;
            }
        }
        return 0;
    }

    /** The calls in these messages, by id. */
    static Map<String, ToolCall> calls(List<Message> messages) {
        Map<String, ToolCall> calls = new HashMap<>();
        messages.forEach(message -> message.toolCalls().forEach(call -> calls.put(call.id(), call)));
        return calls;
    }

    /** The results in these messages that are worth clearing: longer than the words that would stand in for them. */
    static List<ToolResult> longResults(List<Message> messages, int longerThan) {
        return messages.stream()
                .flatMap(message -> message.toolResults().stream())
                .filter(result -> result.text().length() > longerThan
                        || result.content().stream().anyMatch(part -> !(part instanceof Content.Text)))
                .toList();
    }
}
