package dev.agentharness.run;

import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import dev.agentharness.model.Role;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

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
        List<Message> later = messages.subList(shown, first);
        List<Message> meant = apart(later);
        meant.addAll(later);
        return meant;
    }

    /** The hidden messages, with other ids for calls whose ids came up again while these were out of sight. */
    private List<Message> apart(List<Message> later) {
        Set<String> used = new HashSet<>();
        later.forEach(message -> message.toolCalls().forEach(call -> used.add(call.id())));
        Map<String, String> names = new HashMap<>();
        for (Message message : hidden) {
            for (ToolCall call : message.toolCalls()) {
                if (used.contains(call.id())) {
                    names.put(call.id(), call.id());
                }
            }
        }
        names.replaceAll((id, same) -> {
            String name = id + "-earlier";
            while (!used.add(name)) {
                name += "-earlier";
            }
            return name;
        });
        return hidden.stream()
                .map(message -> names.isEmpty() ? message : renamed(message, names))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static Message renamed(Message message, Map<String, String> names) {
        return new Message(
                message.role(),
                message.content().stream()
                        .<Content>map(part -> {
                            if (part instanceof ToolCall call && names.containsKey(call.id())) {
                                return new ToolCall(names.get(call.id()), call.name(), call.arguments(), call.extras());
                            }
                            return part instanceof ToolResult result && names.containsKey(result.callId())
                                    ? new ToolResult(names.get(result.callId()), result.content(), result.error())
                                    : part;
                        })
                        .toList());
    }

    /** Where the task stands in the whole conversation. */
    int taskAt(int inConversation) {
        return inConversation < shown ? taskAt : hidden.size() + inConversation - shown;
    }
}
