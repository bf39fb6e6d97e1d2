package dev.agentharness.run;

import dev.agentharness.model.Message;
import dev.agentharness.model.Role;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolResult;
import dev.agentharness.model.Usage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What was said in a run, and the turn that it has come to. Immutable; conversations that grew out of one another share
 * their messages.
 *
 * @param taskAt where the message stands that states the task
 * @param turn what the model asked for last
 * @param finished the turns whose calls all have results
 * @param knownTokens what the provider counted for the first {@code knownMessages}
 */
record Conversation(
        Appended<Message> messages,
        int taskAt,
        Turn turn,
        Appended<Turn> finished,
        long knownTokens,
        int knownMessages) {

    static Conversation of(List<Message> history, Message task) {
        return new Conversation(
                Appended.<Message>copyOf(history).plus(task),
                history.size(),
                Turn.of(0, List.of()),
                Appended.copyOf(List.of()),
                0,
                0);
    }

    /** With something that the harness says to the model. */
    Conversation told(String text) {
        return new Conversation(messages.plus(Message.user(text)), taskAt, turn, finished, knownTokens, knownMessages);
    }

    /** With the model's answer, which begins a turn. */
    Conversation replied(Message answer, int turnNumber, Optional<Usage> usage) {
        Appended<Message> longer = messages.plus(answer);
        Turn begun = Turn.of(turnNumber, answer.toolCalls());
        return usage.map(reported -> new Conversation(longer, taskAt, begun, finished, reported.total(), longer.size()))
                .orElseGet(() -> new Conversation(longer, taskAt, begun, finished, knownTokens, knownMessages));
    }

    /** With the turn as it is now; once it is done, the model is told its results. */
    Conversation with(Turn changed) {
        return changed.isDone()
                ? new Conversation(
                        messages.plus(Message.results(changed.results())),
                        taskAt,
                        changed,
                        finished.plus(changed),
                        knownTokens,
                        knownMessages)
                : new Conversation(messages, taskAt, changed, finished, knownTokens, knownMessages);
    }

    /** Without the provider's count, which was made under another prompt. */
    Conversation uncounted() {
        return new Conversation(messages, taskAt, turn, finished, 0, 0);
    }

    /** As a provider accepts it: each call that is still open is answered with the reason why. */
    List<Message> closed() {
        if (turn.isDone()) {
            return Collections.unmodifiableList(messages);
        }
        List<ToolResult> results = new ArrayList<>();
        for (ToolCall call : turn.calls()) {
            results.add(turn.result(call.id())
                    .orElseGet(() -> ToolResult.error(
                            call.id(),
                            turn.isStarted(call.id())
                                    ? "The run ended before the result was known; the call may have had its effect."
                                    : "Not carried out: the run ended first.")));
        }
        return Collections.unmodifiableList(messages.plus(Message.results(results)));
    }

    /** The model's last words on the task, or an empty text. */
    String lastWords() {
        for (int i = messages.size() - 1; i > taskAt; i--) {
            Message message = messages.get(i);
            if (message.role() == Role.ASSISTANT && !message.text().isBlank()) {
                return message.text();
            }
        }
        return "";
    }
}
