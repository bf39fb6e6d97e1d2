package dev.agentharness.run;

import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.budget.Spend;
import dev.agentharness.model.Artefact;
import dev.agentharness.model.FinishReason;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ToolResult;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.model.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One thing that happened in a run. The ordered events are the run: they are journaled, shown to listeners, and replayed
 * to resume.
 *
 * <p>Each event knows how it changes the state, and changes nothing else. {@code at} is the harness's clock when it
 * happened; whoever replays looks at no other clock.
 */
public sealed interface RunEvent {

    Instant at();

    /** The state after this event. */
    RunState applyTo(RunState state);

    /**
     * The run began; always the first event. Holds all facts that decisions rest on, so that a harness that was changed
     * since cannot change a replay.
     *
     * @param instructions the system prompt
     * @param tools what the model is offered, control tools included
     * @param history the conversation before the task
     * @param task the message that states the task
     * @param typed whether the answer has to come through {@code submit}
     * @param checked whether an answer is checked before it is believed
     * @param origin where it comes from, and what holds for it from there
     */
    record Started(
            Instant at,
            String runId,
            String instructions,
            List<ToolSpec> tools,
            List<Message> history,
            Message task,
            boolean typed,
            boolean checked,
            Budget budget,
            Stamps stamps,
            Origin origin)
            implements RunEvent {
        public Started {
            tools = List.copyOf(tools);
            history = List.copyOf(history);
            Objects.requireNonNull(origin, "origin");
        }

        /** A run that comes from nowhere. */
        public Started(
                Instant at,
                String runId,
                String instructions,
                List<ToolSpec> tools,
                List<Message> history,
                Message task,
                boolean typed,
                boolean checked,
                Budget budget,
                Stamps stamps) {
            this(at, runId, instructions, tools, history, task, typed, checked, budget, stamps, Origin.NOWHERE);
        }

        @Override
        public RunState applyTo(RunState state) {
            return state.begun(this);
        }
    }

    /**
     * A run that had ended, or whose process died, goes on. What lay between counts as its time only if the budget says so.
     *
     * @param message what the model is told about it; empty if nothing
     */
    record Resumed(Instant at, Budget budget, Stamps stamps, String message) implements RunEvent {
        @Override
        public RunState applyTo(RunState state) {
            return state.after(this, state.unheard(), next -> next.resumed(this));
        }
    }

    /**
     * Memory was asked what it knows about the task.
     *
     * @param hints what the model is shown of it
     * @param unavailable why memory did not answer; empty if it did
     */
    record Recalled(Instant at, List<Hint> hints, String unavailable) implements RunEvent {
        public Recalled {
            hints = List.copyOf(hints);
        }

        /** What the model is shown of it, if there is anything to show. */
        Optional<String> shown() {
            if (!unavailable.isEmpty()) {
                return Optional.of("Memory is unavailable: what earlier runs have learnt is not known here.");
            }
            return hints.isEmpty() ? Optional.empty() : Optional.of(Hint.render(hints, at));
        }

        @Override
        public RunState applyTo(RunState state) {
            return state.after(this, next -> next.recalled(this));
        }
    }

    /**
     * The model is about to be asked.
     *
     * @param turn the number of the turn that the answer will be
     * @param model the one that is asked, as {@code provider/name}; of a chain, the one that this try goes to
     * @param reserved the worst case that was set aside for it
     * @param maxOutputTokens the output cap
     * @param prompt names the instructions and tools that stand before the whole conversation; empty if the model is shown
     *     something else than that
     */
    record ModelAsked(Instant at, int turn, String model, Spend reserved, int maxOutputTokens, String prompt)
            implements RunEvent {
        @Override
        public RunState applyTo(RunState state) {
            return state.after(this, next -> next.asked(this));
        }
    }

    /**
     * Nothing was heard of the model that was asked, so another is about to be asked the same beside it, or the same model
     * again. The first to say anything is believed; what becomes of the other is {@link ModelDropped}.
     *
     * @param model the one that is asked besides, as {@code provider/name}
     * @param reserved the worst case that was set aside for it, next to what {@link ModelAsked} has set aside
     * @param maxOutputTokens the output cap
     * @param prompt as that of {@link ModelAsked}; another if it is another model, which counts otherwise
     */
    record ModelHedged(Instant at, String model, Spend reserved, int maxOutputTokens, String prompt)
            implements RunEvent {
        @Override
        public RunState applyTo(RunState state) {
            return state.after(this, next -> next.hedged(this));
        }
    }

    /**
     * One of two that were asked beside each other is waited for no longer, because the other was quicker, or because it
     * has failed. The other is still waited for.
     *
     * @param hedge whether it is the one that was asked second
     * @param failure what went wrong; empty if the other was quicker
     * @param message the failure, in words for people
     * @param charged what was booked for it
     */
    record ModelDropped(Instant at, boolean hedge, Optional<ModelException.Kind> failure, String message, Spend charged)
            implements RunEvent {
        @Override
        public RunState applyTo(RunState state) {
            return state.after(this, charged, next -> next.dropped(this));
        }
    }

    /**
     * The request that follows does not begin as the one before it did, so the provider's cache serves less of it.
     *
     * @param section the first part of the context that changed
     * @param before a fingerprint of what it was; empty if it is new
     * @param after a fingerprint of what it is; empty if it is gone
     * @param cachedTokensLost about how many tokens the provider had cached from there on
     */
    record PrefixChanged(Instant at, String section, String before, String after, long cachedTokensLost)
            implements RunEvent {
        @Override
        public RunState applyTo(RunState state) {
            return state.after(this, next -> {});
        }
    }

    /**
     * The model answered.
     *
     * @param usage as the provider reported it, if it did
     * @param charged what was booked for it: the reported usage, or the worst case if none was reported
     * @param details what else the provider said: {@code id}, {@code model}, {@code finish}, …
     */
    record ModelReplied(
            Instant at,
            Message message,
            FinishReason finishReason,
            Optional<Usage> usage,
            Spend charged,
            Map<String, String> details)
            implements RunEvent {
        public ModelReplied {
            details = Map.copyOf(details);
        }

        @Override
        public RunState applyTo(RunState state) {
            return state.after(this, charged, next -> next.replied(this));
        }
    }

    /**
     * The model did not answer.
     *
     * @param message the failure, in words for people
     * @param retryAfter how long the provider asks to wait, if it does
     * @param charged what was booked for it
     */
    record ModelFailed(
            Instant at,
            ModelException.Kind kind,
            String message,
            boolean retryable,
            Optional<Duration> retryAfter,
            Spend charged)
            implements RunEvent {
        @Override
        public RunState applyTo(RunState state) {
            return state.after(this, charged, next -> next.failed(this));
        }
    }

    /** The permission policy spoke on a call. */
    record CallDecided(Instant at, String callId, Decision decision) implements RunEvent {
        @Override
        public RunState applyTo(RunState state) {
            return state.worked(this, work -> work.turned(turn -> turn.decided(callId, decision)));
        }
    }

    /** A person must say whether these calls may run, and nobody is there to say it now. */
    record PersonAsked(Instant at, List<String> callIds) implements RunEvent {
        public PersonAsked {
            callIds = List.copyOf(callIds);
        }

        @Override
        public RunState applyTo(RunState state) {
            return state.after(this, RunState::personMissing);
        }
    }

    /**
     * A person answered, about a call of this run or, as the verdict's binding says, of a sub-agent below it. The time the
     * person took does not count as the run's.
     */
    record PersonAnswered(Instant at, Verdict verdict) implements RunEvent {
        @Override
        public RunState applyTo(RunState state) {
            return state.worked(this, work -> work.answered(verdict));
        }
    }

    /** A call is about to be carried out. Recorded before the tool runs, so that no effect is ever unknown of. */
    record CallStarted(Instant at, String callId) implements RunEvent {
        @Override
        public RunState applyTo(RunState state) {
            // A call that was suspended goes on: it is the same call, and was counted when it began.
            Spend taken = state.turn().suspended(callId).isPresent() ? Spend.NONE : Spend.toolCall();
            return state.worked(this, taken, work -> work.turned(turn -> turn.started(callId)));
        }
    }

    /**
     * A call came to rest before its end: a sub-agent that carries it out waits for persons. When the run is resumed the
     * call is carried out again, and the sub-agent goes on where it left off.
     *
     * @param waiting what is waited for, in the order in which persons are to be asked
     * @param taken what the runs of sub-agents below the call took by then, by their ids: this run's ledger knows of it
     */
    record CallSuspended(Instant at, String callId, List<WaitingCall> waiting, Map<String, Spend> taken)
            implements RunEvent {
        public CallSuspended {
            waiting = List.copyOf(waiting);
            taken = Map.copyOf(taken);
        }

        @Override
        public RunState applyTo(RunState state) {
            return state.worked(this, work -> work.turned(turn -> turn.suspended(this)));
        }
    }

    /**
     * A tool had something to say of a call besides its result; see {@link dev.agentharness.tool.ToolContext#note}.
     *
     * @param kind what happened, such as {@code cache.hit}
     */
    record Noted(Instant at, String callId, String kind, Map<String, String> attributes) implements RunEvent {
        public Noted {
            attributes = Map.copyOf(attributes);
        }

        @Override
        public RunState applyTo(RunState state) {
            return state.worked(this, work -> work.noted(this));
        }
    }

    /**
     * A call has its result, be it that of the tool or the reason why the tool did not run.
     *
     * @param artefacts what the tool made that outlives the run
     */
    record CallFinished(Instant at, ToolResult result, List<Artefact> artefacts) implements RunEvent {
        public CallFinished {
            artefacts = List.copyOf(artefacts);
        }

        @Override
        public RunState applyTo(RunState state) {
            return state.worked(this, work -> work.finished(this, state::isUntrusted));
        }
    }

    /**
     * Others drew on the run's ledger.
     *
     * @param scope who: a sub-agent's name, {@code judge}, or the run itself for tools that reserve on its own scope
     */
    record Drawn(Instant at, String scope, Spend spend) implements RunEvent {
        @Override
        public RunState applyTo(RunState state) {
            return state.after(this, spend, next -> next.drew(this));
        }
    }

    /**
     * The turn was looked back at.
     *
     * @param turn the number of the turn
     */
    record Reflected(Instant at, int turn, Reflection reflection) implements RunEvent {
        @Override
        public RunState applyTo(RunState state) {
            return state.worked(this, work -> work.reflected(this));
        }
    }

    /** The model's answer was checked. Where it needs revision, the model is told why. */
    record AnswerChecked(Instant at, Verification verification) implements RunEvent {
        @Override
        public RunState applyTo(RunState state) {
            return state.worked(this, work -> work.checked(verification));
        }
    }

    /** A tool failed too often in a row; the model is offered it no longer and told so. */
    record ToolWithdrawn(Instant at, String tool, String reason) implements RunEvent {
        @Override
        public RunState applyTo(RunState state) {
            return state.worked(this, work -> work.withdrawn(this));
        }
    }

    /** The harness told the model something the model did not ask for. */
    record Nudged(Instant at, String text) implements RunEvent {
        @Override
        public RunState applyTo(RunState state) {
            return state.worked(this, work -> work.nudged(text));
        }
    }

    /**
     * The provider billed more than was set aside.
     *
     * @param beyond how much more
     */
    record Overdrawn(Instant at, Spend beyond) implements RunEvent {
        @Override
        public RunState applyTo(RunState state) {
            return state.after(this, next -> {});
        }
    }

    /**
     * The conversation was made shorter. What it no longer shows stays in the journal.
     *
     * @param trigger why it was due
     * @param steps what was done, in order; empty if there was nothing to take away
     * @param before how long the conversation was, in characters
     * @param after how long it is
     * @param cramped whether this has not made room for long: it is still too large, or was so again at once
     */
    record Compacted(Instant at, String trigger, List<Shortening> steps, long before, long after, boolean cramped)
            implements RunEvent {
        public Compacted {
            steps = List.copyOf(steps);
        }

        @Override
        public RunState applyTo(RunState state) {
            return state.after(this, next -> next.compacted(this));
        }
    }

    /**
     * The budget is used up but for what was held back for the end: the model is asked, without tools, for the best
     * answer so far. Happens once in a run.
     *
     * @param text what the model is told; empty if not even that can be paid, and the run ends with what there is
     */
    record ClosingBegan(Instant at, String text) implements RunEvent {
        @Override
        public RunState applyTo(RunState state) {
            return state.after(this, next -> next.closing(text));
        }
    }

    /**
     * A limit draws near.
     *
     * @param taken what was taken of it, in the meter's unit
     */
    record BudgetWarned(Instant at, String scope, Limit limit, BigDecimal taken) implements RunEvent {
        @Override
        public RunState applyTo(RunState state) {
            return state.after(this, RunState::warned);
        }
    }

    /** The next step does not fit into a limit, so it was not taken. */
    record LimitReached(Instant at, String scope, Limit limit) implements RunEvent {
        @Override
        public RunState applyTo(RunState state) {
            return state.after(this, next -> next.limited(this));
        }
    }

    /** The run ended; the last event unless it is resumed. */
    record Ended(Instant at, Outcome outcome) implements RunEvent {
        @Override
        public RunState applyTo(RunState state) {
            return state.after(this, next -> next.ended(outcome));
        }
    }
}
