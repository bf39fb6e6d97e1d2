package dev.agentharness.run;

import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import dev.agentharness.model.Role;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolResult;
import dev.agentharness.model.Usage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the model is shown of what was said in a run, and the turn that it has come to. Immutable; conversations that grew
 * out of one another share their messages.
 */
final class Conversation {

    /** How many finished turns are remembered whole once the conversation is shortened. */
    private static final int TURNS_KEPT = 64;

    // Written only on a fresh copy, before anybody else has seen it.
    private Appended<Message> messages;
    private int taskAt;
    private Turn turn;
    private Appended<Turn> finished;
    private List<Message> pinned;
    private String lastWords;
    private Counted counted;

    private Conversation(Appended<Message> messages, int taskAt, List<Message> pinned, Counted counted) {
        this.messages = messages;
        this.taskAt = taskAt;
        this.turn = Turn.of(0, List.of());
        this.finished = Appended.copyOf(List.of());
        this.pinned = pinned;
        this.lastWords = "";
        this.counted = counted;
    }

    private Conversation(Conversation before) {
        messages = before.messages;
        taskAt = before.taskAt;
        turn = before.turn;
        finished = before.finished;
        pinned = before.pinned;
        lastWords = before.lastWords;
        counted = before.counted;
    }

    /**
     * A conversation that begins with a task.
     *
     * @param promptLength how many characters the model is shown besides the conversation
     */
    static Conversation of(List<Message> history, Message task, long promptLength) {
        Appended<Message> messages = Appended.<Message>copyOf(history).plus(task);
        List<Message> pinned = new ArrayList<>();
        for (Message message : messages) {
            boolean inWords =
                    message.role() == Role.USER && message.toolResults().isEmpty();
            if (inWords && !Episode.isRecord(message.text())) {
                pinned.add(message);
            }
        }
        return new Conversation(
                messages, history.size(), List.copyOf(pinned), Counted.nothing(Length.of(messages), promptLength));
    }

    Appended<Message> messages() {
        return messages;
    }

    /** Where the message stands that states the task. */
    int taskAt() {
        return taskAt;
    }

    /** What the model asked for last. */
    Turn turn() {
        return turn;
    }

    /** The turns whose calls all have results; the newest of them once the conversation was shortened. */
    Appended<Turn> finished() {
        return finished;
    }

    /** The messages that are never taken away. */
    List<Message> pinned() {
        return pinned;
    }

    /** What is known of its size. */
    Counted counted() {
        return counted;
    }

    /** The model's last words on the task, or an empty text. */
    String lastWords() {
        return lastWords;
    }

    /** With something that the harness says to the model. */
    Conversation told(String text) {
        return plus(Message.user(text));
    }

    /** With something that a person says to the model, which it must not forget. */
    Conversation toldByPerson(String text) {
        Message message = Message.user(text);
        Conversation next = plus(message);
        List<Message> more = new ArrayList<>(pinned);
        more.add(message);
        next.pinned = List.copyOf(more);
        return next;
    }

    private Conversation plus(Message message) {
        Conversation next = new Conversation(this);
        next.messages = messages.plus(message);
        next.counted = counted.longer(Length.of(message));
        return next;
    }

    /** With the model's answer, which begins a turn. */
    Conversation replied(Message answer, int turnNumber, Optional<Usage> usage) {
        Conversation next = plus(answer);
        next.turn = Turn.of(turnNumber, answer.toolCalls());
        next.lastWords = answer.text().isBlank() ? lastWords : answer.text();
        next.counted = usage.map(reported -> next.counted.as(reported.total(), next.messages.size()))
                .orElse(next.counted);
        return next;
    }

    /** With the turn as it is now; once it is done, the model is told its results. */
    Conversation with(Turn changed) {
        Conversation next = changed.isDone() ? plus(Message.results(changed.results())) : new Conversation(this);
        next.turn = changed;
        next.finished = changed.isDone() ? finished.plus(changed) : finished;
        return next;
    }

    /** Without the provider's count, which was made under another prompt. */
    Conversation uncounted() {
        Conversation next = new Conversation(this);
        next.counted = counted.forgotten(counted.length());
        return next;
    }

    /** Shorter, with its calls and results still in pairs and all that is pinned in its place. */
    Conversation shortened(Shortening shortening, String runId) {
        Conversation next = new Conversation(this);
        List<Message> kept = new ArrayList<>();
        shortening.episode().ifPresent(episode -> kept.add(Message.user(episode.shown(runId))));
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            if (i == taskAt) {
                next.taskAt = kept.size();
            }
            if (i >= shortening.summarised() || i == taskAt || pinned.contains(message)) {
                kept.add(cleared(message, shortening.cleared()));
            }
        }
        next.messages = Appended.copyOf(kept);
        next.counted = counted.forgotten(Length.of(kept));
        next.finished = Appended.copyOf(finished.subList(Math.max(0, finished.size() - TURNS_KEPT), finished.size()));
        return next;
    }

    private static Message cleared(Message message, Map<String, String> words) {
        if (message.toolResults().stream().noneMatch(result -> words.containsKey(result.callId()))) {
            return message;
        }
        List<Content> content = message.content().stream()
                .map(part -> part instanceof ToolResult result && words.containsKey(result.callId())
                        ? new ToolResult(
                                result.callId(), List.of(new Content.Text(words.get(result.callId()))), result.error())
                        : part)
                .toList();
        return new Message(message.role(), content);
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
}
