package dev.agentharness;

import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import dev.agentharness.model.ToolCall;
import dev.agentharness.run.RunState;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Gives calls whose id was used before in the conversation another one: some servers repeat ids, none accepts that. */
final class UniqueCallIds {

    private UniqueCallIds() {}

    static Message in(Message message, RunState state) {
        List<ToolCall> calls = message.toolCalls();
        if (calls.isEmpty()) {
            return message;
        }
        Set<String> used = new HashSet<>();
        if (areNew(calls, used, state)) {
            return message;
        }
        used.clear();
        state.messages().forEach(before -> before.toolCalls().forEach(call -> used.add(call.id())));
        return Message.assistant(message.content().stream()
                .map(part -> part instanceof ToolCall call ? unique(call, used) : part)
                .toList());
    }

    private static boolean areNew(List<ToolCall> calls, Set<String> used, RunState state) {
        for (ToolCall call : calls) {
            if (!isNew(call.id(), state) || !used.add(call.id())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNew(String id, RunState state) {
        for (Message message : state.messages()) {
            for (Content part : message.content()) {
                if (part instanceof ToolCall call && call.id().equals(id)) {
                    return false;
                }
            }
        }
        return !id.isEmpty();
    }

    private static Content unique(ToolCall call, Set<String> used) {
        String id = call.id();
        for (int i = 2; id.isEmpty() || !used.add(id); i++) {
            id = (call.id().isEmpty() ? "call" : call.id()) + "-" + i;
        }
        return new ToolCall(id, call.name(), call.arguments(), call.extras());
    }
}
