package dev.agentharness.models;

import dev.agentharness.model.Message;
import java.util.List;

/** Messages of one role in a row, in a conversation: those from one place to before another. */
record Neighbours(List<Message> conversation, int from, int to) {

    /** There is one at least. */
    List<Message> messages() {
        return to == from + 1 ? List.of(conversation.get(from)) : conversation.subList(from, to);
    }

    /** What was said earlier. */
    List<Message> before() {
        return conversation.subList(0, from);
    }
}
