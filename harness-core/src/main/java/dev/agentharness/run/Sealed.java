package dev.agentharness.run;

import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import dev.agentharness.model.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * What a record stands for that only its provider can read. Immutable. The messages are kept because another provider can
 * read those and not the record.
 *
 * @param provider whose record it is, as in {@link Content.Opaque}
 * @param hidden the messages that it stands for, and whatever of them is shown beside it
 * @param taskAt where the task stands in the whole conversation, hidden messages included
 * @param shown how many messages at the beginning of the conversation stand in for the hidden ones
 */
record Sealed(String provider, List<Message> hidden, int taskAt, int shown) {

    Sealed {
        hidden = List.copyOf(hidden);
    }

    /** Whether a message holds a sealed record. Nothing else that is opaque is ever said to a model. */
    static boolean isIn(Message message) {
        return message.role() == Role.USER && message.content().stream().anyMatch(Content.Opaque.class::isInstance);
    }

    /** The message that shows a sealed record, and what is known of it to everybody. */
    static Message message(List<Content.Opaque> parts, String beside) {
        List<Content> content = new ArrayList<>(parts);
        content.add(new Content.Text(beside));
        return new Message(Role.USER, content);
    }

    /** What the first messages of a conversation stand for. */
    List<Message> meant(List<Message> messages, int first) {
        if (first < shown) {
            return messages.subList(0, first);
        }
        List<Message> meant = new ArrayList<>(hidden);
        meant.addAll(messages.subList(shown, first));
        return meant;
    }

    /** Where the task stands in the whole conversation. */
    int taskAt(int inConversation) {
        return inConversation < shown ? taskAt : hidden.size() + inConversation - shown;
    }
}
