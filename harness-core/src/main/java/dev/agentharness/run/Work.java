package dev.agentharness.run;

import dev.agentharness.model.Message;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolResult;
import dev.agentharness.model.Usage;
import dev.agentharness.tool.ToolContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What was said and done in a run: its conversation, what its tools did, and the course it takes. Immutable. */
final class Work {

    private final String runId;

    // Written only on a fresh copy, before anybody else has seen it.
    private Conversation conversation;
    private Compactions compactions;
    private @Nullable Episode episode;
    private Conduct conduct;
    private Standing standing;
    private Course course;

    private Work(String runId, Conversation conversation, Compactions compactions, Conduct conduct) {
        this.runId = runId;
        this.conversation = conversation;
        this.compactions = compactions;
        this.conduct = conduct;
        this.standing = Standing.NONE;
        this.course = Course.NONE;
    }

    private Work(Work before) {
        runId = before.runId;
        conversation = before.conversation;
        compactions = before.compactions;
        episode = before.episode;
        conduct = before.conduct;
        standing = before.standing;
        course = before.course;
    }

    /** Of a run of which nothing has happened yet. */
    static Work before(String runId) {
        return new Work(
                runId,
                Conversation.of(List.of(), Message.user(""), 0),
                Compactions.none(Instant.EPOCH),
                Conduct.of(Set.of()));
    }

    /** Of a run that has just begun. */
    static Work of(RunEvent.Started event) {
        long promptLength = Length.of(event.instructions(), event.tools());
        return new Work(
                event.runId(),
                Conversation.of(event.history(), event.task(), promptLength),
                Compactions.none(event.at()),
                Conduct.of(event.origin().taintedBy()));
    }

    Conversation conversation() {
        return conversation;
    }

    /** How often the conversation was shortened, and when last. */
    Compactions compactions() {
        return compactions;
    }

    /** The record of what the model is no longer shown, if anything was summarised. */
    Optional<Episode> episode() {
        return Optional.ofNullable(episode);
    }

    /** What the tools did. */
    Conduct conduct() {
        return conduct;
    }

    /** What persons allowed for the rest of the run. */
    Standing standing() {
        return standing;
    }

    Course course() {
        return course;
    }

    /** With something that the harness says to the model. */
    Work told(String text) {
        Work next = new Work(this);
        next.conversation = conversation.told(text);
        return next;
    }

    /** With something that makes the model go on. */
    Work nudged(String text) {
        Work next = told(text);
        next.course = course.nudged();
        return next;
    }

    /**
     * With the model's answer, which begins a turn.
     *
     * @param counted what the provider counted for the conversation with it, if it has
     */
    Work replied(Message answer, int turnNumber, Optional<Usage> counted) {
        Work next = new Work(this);
        next.conversation = conversation.replied(answer, turnNumber, counted);
        next.course = course.replied(!next.conversation.turn().isDone());
        return next;
    }

    /** With the turn as it is after that. */
    Work turned(UnaryOperator<Turn> change) {
        Work next = new Work(this);
        next.conversation = conversation.with(change.apply(openTurn()));
        return next;
    }

    /** What a person allowed for the rest of the run is also the answer about the calls that wait beside this one. */
    Work answered(Verdict verdict) {
        if (verdict.isBelow(runId)) {
            return turned(turn -> turn.answeredBelow(verdict));
        }
        Work next = turned(turn -> turn.answered(verdict));
        Turn turn = next.conversation.turn();
        for (ToolCall call : turn.open()) {
            if (verdict.forRun() && call.id().equals(verdict.callId())) {
                next.standing = turn.asked(call.id())
                        .map(ask -> standing.plus(call, ask))
                        .orElse(standing);
                next.conversation = next.conversation.with(turn.answered(next.standing));
            }
        }
        return next;
    }

    /** With a call's result; once it is the turn's last, the model is told all of them. */
    Work finished(RunEvent.CallFinished event, Predicate<String> untrusted) {
        Work next = new Work(this);
        ToolResult result = event.result();
        Turn turn = openTurn();
        next.conduct = conduct.made(event.artefacts());
        for (ToolCall call : turn.calls()) {
            if (call.id().equals(result.callId()) && turn.isStarted(call.id())) {
                next.conduct = next.ran(call, result, untrusted.test(call.name()));
                next.course = !result.error() && call.name().equals(Plan.TOOL)
                        ? course.planned(Plan.of(ToolInput.parse(call.arguments())))
                        : course;
            }
        }
        next.conversation = conversation.with(turn.finished(result));
        return next;
    }

    private Conduct ran(ToolCall call, ToolResult result, boolean untrusted) {
        Conduct after = untrusted ? conduct.tainted(call.name()) : conduct;
        return result.error() ? after.failed(call.name()) : after.succeeded(call.name());
    }

    Work noted(RunEvent.Noted note) {
        if (!note.kind().equals(ToolContext.TAINTED)) {
            return this;
        }
        Work next = new Work(this);
        for (ToolCall call : conversation.turn().calls()) {
            if (call.id().equals(note.callId())) {
                next.conduct = next.conduct.tainted(call.name());
            }
        }
        return next;
    }

    Work withdrawn(RunEvent.ToolWithdrawn event) {
        Work next = told("The tool '" + event.tool() + "' is withdrawn: " + event.reason() + ". Go on without it.");
        next.conduct = conduct.withdrawn(event.tool());
        return next;
    }

    Work reflected(RunEvent.Reflected event) {
        Work next = new Work(this);
        next.course = course.reflected(event);
        if (event.reflection() instanceof Reflection.Nudge nudge) {
            next.conversation = conversation.told(nudge.text());
        } else if (event.reflection() instanceof Reflection.Replan replan) {
            next.conversation = conversation.told(replan.text());
        }
        return next;
    }

    Work checked(Verification result) {
        Work next = new Work(this);
        next.course = course.checked(result);
        if (result.status() == Verification.Status.NEEDS_REVISION) {
            next.conversation = conversation.told("The answer is not accepted yet. " + result.feedback());
        }
        return next;
    }

    Work compacted(RunEvent.Compacted event) {
        Work next = new Work(this);
        for (Shortening step : event.steps()) {
            next.conversation = next.conversation.shortened(step, runId);
            next.episode = step.episode().orElse(next.episode);
        }
        next.compactions = compactions.plus(event, conversation.turn().number());
        return next;
    }

    /**
     * As the run goes on with it.
     *
     * @param message what the model is told about it; empty if nothing
     * @param ended whether the run had ended
     */
    Work resumed(String message, boolean ended) {
        Work next = new Work(this);
        next.conversation = message.isEmpty() ? conversation : conversation.toldByPerson(message);
        next.course = course.resumed(ended);
        return next.conversation.turn().isDone() ? next : next.turned(Turn::released);
    }

    /** Other rules may mean another prompt, so the provider's token count of the old one is no longer a bound. */
    Work uncounted() {
        Work next = new Work(this);
        next.conversation = conversation.uncounted();
        return next;
    }

    private Turn openTurn() {
        Turn turn = conversation.turn();
        if (turn.isDone()) {
            throw new IllegalStateException("run " + runId + " has no open calls");
        }
        return turn;
    }
}
