package dev.agentharness.models;

import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import java.util.ArrayList;
import java.util.List;

/** A conversation in the shape that all providers take: the two sides in turn. */
final class Conversation {

    private Conversation() {}

    /** The messages, with neighbours of one role made one. */
    static List<Message> inTurn(List<Message> messages) {
        List<Message> inTurn = new ArrayList<>(messages.size());
        for (Message message : messages) {
            int last = inTurn.size() - 1;
            if (last >= 0 && inTurn.get(last).role() == message.role()) {
                List<Content> both = new ArrayList<>(inTurn.get(last).content());
                both.addAll(message.content());
                inTurn.set(last, new Message(message.role(), both));
            } else {
                inTurn.add(message);
            }
        }
        return inTurn;
    }
}
