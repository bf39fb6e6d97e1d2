package dev.agentharness;

import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import dev.agentharness.model.ToolCall;
import dev.agentharness.run.RunState;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Gives calls whose id was used before in the conversation another one: some servers repeat ids, none accepts that. */
final class UniqueCallIds {

    private UniqueCallIds() {}

    static Message in(Message message, RunState state) {
        List<ToolCall> calls = message.toolCalls();
        if (calls.isEmpty()) {
            return message;
        }
        Set<String> used = state.messages().stream()
                .flatMap(before -> before.toolCalls().stream())
                .map(ToolCall::id)
                .collect(Collectors.toCollection(HashSet::new));
        if (calls.stream().allMatch(call -> !call.id().isEmpty() && used.add(call.id()))) {
            return message;
        }
        used.clear();
        state.messages().forEach(before -> before.toolCalls().forEach(call -> used.add(call.id())));
        return Message.assistant(message.content().stream()
                .map(part -> part instanceof ToolCall call ? unique(call, used) : part)
                .toList());
    }

    private static Content unique(ToolCall call, Set<String> used) {
        String id = call.id();
        for (int i = 2; id.isEmpty() || !used.add(id); i++) {
            id = (call.id().isEmpty() ? "call" : call.id()) + "-" + i;
        }
        return new ToolCall(id, call.name(), call.arguments(), call.extras());
    }
}
