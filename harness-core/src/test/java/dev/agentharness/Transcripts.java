package dev.agentharness;

import dev.agentharness.model.Message;
import dev.agentharness.model.Role;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolResult;
import java.util.ArrayList;
import java.util.List;

/** What every provider asks of a conversation. */
public final class Transcripts {

    private Transcripts() {}

    /** Why a provider would refuse the conversation: the results of a message's calls are the next message. */
    public static List<String> flaws(List<Message> messages) {
        List<String> flaws = new ArrayList<>();
        List<String> due = List.of();
        List<String> ids = new ArrayList<>();
        for (Message message : messages) {
            List<String> results =
                    message.toolResults().stream().map(ToolResult::callId).toList();
            if (!results.equals(due) || (message.role() == Role.ASSISTANT && !due.isEmpty())) {
                flaws.add("due " + due + " but comes " + message);
            }
            due = message.toolCalls().stream().map(ToolCall::id).toList();
            ids.addAll(due);
        }
        if (!due.isEmpty() || ids.stream().distinct().count() < ids.size()) {
            flaws.add("open " + due + " of " + ids);
        }
        return flaws;
    }
}
