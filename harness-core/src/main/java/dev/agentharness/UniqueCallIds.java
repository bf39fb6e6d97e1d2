package dev.agentharness;

import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import dev.agentharness.model.Role;
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
        if (areNew(calls, state)) {
            return message;
        }
        Set<String> used = new HashSet<>();
        state.messages().forEach(before -> before.toolCalls().forEach(call -> used.add(call.id())));
        return Message.assistant(message.content().stream()
                .map(part -> part instanceof ToolCall call ? unique(call, used) : part)
                .toList());
    }

    private static boolean areNew(List<ToolCall> calls, RunState state) {
        for (ToolCall call : calls) {
            if (!isNew(call.id(), state)) {
                return false;
            }
        }
        return calls.size() == 1 || calls.stream().map(ToolCall::id).distinct().count() == calls.size();
    }

    private static boolean isNew(String id, RunState state) {
        for (Message message : state.messages()) {
            if (message.role() == Role.ASSISTANT && isIn(message.content(), id)) {
                return false;
            }
        }
        return !id.isEmpty();
    }

    private static boolean isIn(List<Content> content, String id) {
        for (int i = 0; i < content.size(); i++) { // without an iterator for each message that there ever was
            if (content.get(i) instanceof ToolCall call && call.id().equals(id)) {
                return true;
            }
        }
        return false;
    }

    private static Content unique(ToolCall call, Set<String> used) {
        String id = call.id();
        for (int i = 2; id.isEmpty() || !used.add(id); i++) {
            id = (call.id().isEmpty() ? "call" : call.id()) + "-" + i;
        }
        return new ToolCall(id, call.name(), call.arguments(), call.extras());
    }
}
