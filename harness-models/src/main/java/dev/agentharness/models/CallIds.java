package dev.agentharness.models;

import dev.agentharness.model.Message;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ToolCall;
import java.util.HashSet;
import java.util.Set;

/**
 * The ids of the calls in one conversation. Some providers leave an id out or give it twice; then the call is named
 * {@code call-<n>} after its place in the conversation, so that the same answer always gets the same id.
 */
final class CallIds {

    private final Set<String> taken = new HashSet<>();
    private int calls;

    /** The ids that a conversation has so far. */
    CallIds(ModelRequest request) {
        for (Message message : request.messages()) {
            for (ToolCall call : message.toolCalls()) {
                taken.add(call.id());
                calls++;
            }
        }
    }

    private CallIds(CallIds other) {
        taken.addAll(other.taken);
        calls = other.calls;
    }

    CallIds copy() {
        return new CallIds(this);
    }

    /** The provider's id if it is new, else another. */
    String unique(String id) {
        calls++;
        String unique = id;
        for (int n = calls; unique.isBlank() || !taken.add(unique); n++) {
            unique = "call-" + n;
        }
        return unique;
    }
}
