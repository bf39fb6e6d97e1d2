package dev.agentharness.run;

import dev.agentharness.list.Appended;
import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import dev.agentharness.model.Role;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolResult;
import dev.agentharness.model.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
    private @Nullable Sealed sealed;

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
        sealed = before.sealed;
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
            // What a sealed record of an earlier run stands for is not known here, so it stays.
            if (inWords && (Sealed.isIn(message) || !Episode.isRecord(message.text()))) {
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

    /** What only its provider can read of it, if anything. */
    Optional<Sealed> sealed() {
        return Optional.ofNullable(sealed);
    }

    /** The messages that the first ones stand for: themselves, and what a sealed record hides. */
    List<Message> meant(int first) {
        return sealed == null ? messages.subList(0, first) : sealed.meant(messages, first);
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
        return shortening.opened() && sealed != null
                ? opened(sealed).reduced(shortening, runId)
                : reduced(shortening, runId);
    }

    /** With the messages in their places that a sealed record stands for. */
    private Conversation opened(Sealed record) {
        Conversation next = new Conversation(this);
        next.messages = Appended.copyOf(record.meant(messages, messages.size()));
        next.taskAt = record.taskAt(taskAt);
        next.sealed = null;
        next.counted = counted.forgotten(Length.of(next.messages));
        return next;
    }

    private Conversation reduced(Shortening shortening, String runId) {
        Conversation next = new Conversation(this);
        List<Content.Opaque> parts = shortening.sealed();
        if (!parts.isEmpty()) {
            next.pinned =
                    pinned.stream().filter(message -> !Sealed.isIn(message)).toList();
        }
        List<Message> kept = new ArrayList<>();
        shortening
                .episode()
                .map(episode -> episode.shown(runId))
                .ifPresent(text -> kept.add(parts.isEmpty() ? Message.user(text) : Sealed.message(parts, text)));
        int shown = 0;
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            if (i == taskAt) {
                next.taskAt = kept.size();
            }
            if (i >= shortening.summarised() || i == taskAt || next.pinned.contains(message)) {
                kept.add(cleared(message, shortening.cleared()));
            }
            shown = i < shortening.summarised() ? kept.size() : shown;
        }
        if (shortening.summarised() > 0) {
            int whole = sealed == null ? taskAt : sealed.taskAt(taskAt);
            next.sealed = parts.isEmpty()
                    ? null
                    : new Sealed(parts.get(0).provider(), meant(shortening.summarised()), whole, shown);
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
            return messages;
        }
        List<ToolResult> results = new ArrayList<>();
        for (ToolCall call : turn.calls()) {
            results.add(turn.result(call.id()).orElseGet(() -> ToolResult.error(call.id(), whyOpen(call))));
        }
        return messages.plus(Message.results(results));
    }

    private String whyOpen(ToolCall call) {
        if (turn.isStarted(call.id())) {
            return "The run ended before the result was known; the call may have had its effect.";
        }
        return turn.suspended(call.id()).isPresent()
                ? "Not finished: it waits for a person, and the run ended first. What it did so far is done."
                : "Not carried out: the run ended first.";
    }
}
