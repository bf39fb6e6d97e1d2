package dev.agentharness.models;

import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ToolCall;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The ids of the calls in one conversation. Some providers leave an id out or give it twice; then the call is named
 * {@code call-<n>} after its place in the conversation, so that the same answer always gets the same id.
 */
final class CallIds {

    private final List<Message> before;
    private Set<String> taken = Set.of();
    private int calls;

    /** The ids that a conversation has so far. */
    CallIds(ModelRequest request) {
        this(request.messages());
    }

    private CallIds(List<Message> before) {
        this.before = before;
    }

    /** Those of the conversation alone. */
    CallIds fresh() {
        return new CallIds(before);
    }

    /** The provider's id if it is new, else another. */
    String unique(String id) {
        calls++;
        String unique = id;
        for (int n = 0; unique.isBlank() || isTaken(unique); n++) {
            unique = "call-" + (callsBefore() + calls + n);
        }
        take(unique);
        return unique;
    }

    /** Most answers have one call or none. */
    private void take(String id) {
        if (taken.isEmpty()) {
            taken = Set.of(id);
        } else {
            taken = taken.size() == 1 ? new HashSet<>(taken) : taken;
            taken.add(id);
        }
    }

    /** Looked up as it is needed: a conversation may have hundreds. */
    private boolean isTaken(String id) {
        if (taken.contains(id)) {
            return true;
        }
        for (Message message : before) {
            for (Content part : message.content()) {
                if (part instanceof ToolCall call && call.id().equals(id)) {
                    return true;
                }
            }
        }
        return false;
    }

    private int callsBefore() {
        int count = 0;
        for (Message message : before) {
            for (Content part : message.content()) {
                count += part instanceof ToolCall ? 1 : 0;
            }
        }
        return count;
    }
}
