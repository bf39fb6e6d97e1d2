package dev.agentharness;

import dev.agentharness.budget.Meter;
import dev.agentharness.compaction.Compaction;
import dev.agentharness.memory.Memory;
import dev.agentharness.model.Effect;
import dev.agentharness.model.FinishReason;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.Role;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.recovery.Backoff;
import dev.agentharness.recovery.RecoveryPolicy;
import dev.agentharness.run.Decision;
import dev.agentharness.run.Escalation;
import dev.agentharness.run.Failure;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.Reflection;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunState;
import dev.agentharness.run.Turn;
import dev.agentharness.run.Verification;
import dev.agentharness.stop.StopCondition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Looks at where a run stands and says what is due. A pure function of the state: no clock, thread, random or I/O, so that
 * the same run decides the same on a thread, in a replay and on a durable engine.
 */
final class Decider {

    /** How often a model is told to go on before the run gives up on it. */
    private static final int PATIENCE = 1;

    /** How often an answer is sent back before the run gives up on it. */
    private static final int REVISIONS = 2;

    /** After so many failures in a row no policy is asked any more: what is not billed would never meet a limit. */
    private static final int MOST_FAILURES = 25;

    private static final Action ASK = new Action.AskModel(Backoff.NONE);

    private final StopCondition stopWhen;
    private final RecoveryPolicy recovery;
    private final Compaction compaction;
    private final long window;
    private final int models;

    /**
     * @param window the model's context window, in tokens
     * @param models how many there are to try
     */
    Decider(StopCondition stopWhen, RecoveryPolicy recovery, Compaction compaction, long window, int models) {
        this.stopWhen = stopWhen;
        this.recovery = recovery;
        this.compaction = compaction;
        this.window = window;
        this.models = models;
    }

    /** What is due in a run that has not ended. */
    Action next(RunState state) {
        if (state.isClosing()) {
            return new Action.End(exhausted(state));
        }
        if (!state.isMemoryAsked() && state.tool(Memory.RECALL).isPresent()) {
            return new Action.Recall();
        }
        return state.turn().isDone() ? afterTurn(state) : withinTurn(state);
    }

    private static Action withinTurn(RunState state) {
        Turn turn = state.turn();
        List<ToolCall> open = turn.open();
        RunEvent.ModelReplied reply = state.lastReply().orElseThrow();
        if (reply.finishReason() == FinishReason.REFUSAL) { // what it began to call, it takes back
            return refused(reply.message().text());
        }
        for (ToolCall call : open) {
            if (turn.decision(call.id()).isEmpty()) {
                return new Action.Authorize();
            }
        }
        for (ToolCall call : open) {
            if (decision(turn, call) instanceof Decision.Deny deny && deny.endsRun()) {
                return new Action.End(new Outcome.PolicyViolated(call.name(), deny.reason()));
            }
        }
        if (isHeld(turn, open.get(0))) {
            List<ToolCall> askable = open.stream()
                    .filter(call -> turn.awaitsPerson(call.id()))
                    .filter(call -> decision(turn, call) instanceof Decision.Ask ask && !ask.endsRun())
                    .toList();
            return state.isPersonAsked() || askable.isEmpty()
                    ? new Action.End(new Outcome.Escalated(ControlTools.approval(state.waiting())))
                    : new Action.AskPerson(ids(askable, askable.size()));
        }
        return new Action.CallTools(ids(open, together(state, open)));
    }

    /** One call; where it is read-only, with its read-only neighbours. Order is kept for everything else. */
    private static int together(RunState state, List<ToolCall> open) {
        int end = 0;
        while (end < open.size() && isReadOnly(state, open.get(end)) && !isHeld(state.turn(), open.get(end))) {
            end++;
        }
        return Math.max(1, end);
    }

    private static boolean isReadOnly(RunState state, ToolCall call) {
        return state.tool(call.name()).map(ToolSpec::effect).orElse(Effect.NON_IDEMPOTENT) == Effect.READ_ONLY;
    }

    /** Whether a person must say something before this call, and all after it, can be carried out. */
    private static boolean isHeld(Turn turn, ToolCall call) {
        return turn.awaitsPerson(call.id()) || turn.isHeld(call.id());
    }

    private static Decision decision(Turn turn, ToolCall call) {
        return turn.decision(call.id()).orElseThrow();
    }

    private static List<String> ids(List<ToolCall> calls, int first) {
        List<String> ids = new ArrayList<>(first);
        for (int i = 0; i < first; i++) {
            ids.add(calls.get(i).id());
        }
        return ids;
    }

    private Action afterTurn(RunState state) {
        boolean sentBack = state.verification()
                .filter(verification -> verification.status() == Verification.Status.NEEDS_REVISION)
                .isPresent();
        if (sentBack && state.revisions() > REVISIONS) {
            return failed(
                    "check.unsatisfied", state.verification().orElseThrow().feedback());
        }
        // What the model was told since the turn, an answer of a person or what to revise, has settled its control
        // calls.
        Optional<Outcome> chosen =
                last(state).toolResults().isEmpty() ? Optional.empty() : ControlTools.outcome(state.turn());
        if (chosen.isPresent()) {
            return believe(chosen.get(), state);
        }
        if (state.limitReached().isPresent() && !isAnswered(state)) {
            // Where the model has said nothing, or nothing since it was last asked to close, there is nothing to close.
            boolean toClose =
                    state.turns() > state.closedAtTurn() && state.budget().closingShare() > 0;
            return toClose && !mustWait(state) ? new Action.CloseUp() : new Action.End(exhausted(state));
        }
        if (state.lastFailure().isPresent()) {
            return afterFailure(state.lastFailure().get(), state);
        }
        return modelSpokeLast(state) ? afterAnswer(state.lastReply().orElseThrow(), state) : beforeNextTurn(state);
    }

    /** Whether the time ran out for a wait that the provider asked for: a closing turn is not to disobey it. */
    private static boolean mustWait(RunState state) {
        boolean timeIsShort = state.limitReached()
                .filter(reached -> reached.limit().meter() == Meter.TIME)
                .isPresent();
        return timeIsShort
                && state.lastFailure()
                        .flatMap(RunEvent.ModelFailed::retryAfter)
                        .filter(Decider::isSome)
                        .isPresent();
    }

    /** An answer counts even when it spent the budget. */
    private static boolean isAnswered(RunState state) {
        if (!modelSpokeLast(state) || state.lastFailure().isPresent()) {
            return false;
        }
        Action due = afterAnswer(state.lastReply().orElseThrow(), state);
        return due instanceof Action.End || due instanceof Action.CheckAnswer;
    }

    /** An answer is checked before it is believed, where there is a check. */
    private static Action believe(Outcome chosen, RunState state) {
        if (!(chosen instanceof Outcome.Completed completed) || !state.isChecked()) {
            return new Action.End(chosen);
        }
        return state.verification()
                .<Action>map(verification -> verification.status() == Verification.Status.FAILED
                        ? failed("check.failed", verification.feedback())
                        : new Action.End(new Outcome.Completed(completed.answer(), verification)))
                .orElse(new Action.CheckAnswer(completed.answer()));
    }

    /** Whether the model spoke last, and so was neither answered by a tool nor nudged since. */
    private static boolean modelSpokeLast(RunState state) {
        return last(state).role() == Role.ASSISTANT;
    }

    private static Message last(RunState state) {
        return state.messages().get(state.messages().size() - 1);
    }

    private Action beforeNextTurn(RunState state) {
        if (state.turn().number() > state.reflectedTurn()) {
            return new Action.Reflect();
        }
        Optional<Outcome> end = state.lastReflection().flatMap(Decider::ending).or(() -> stopWhen.check(state));
        if (end.isPresent()) {
            return new Action.End(end.get());
        }
        return withdrawal(state)
                .or(() -> compaction.due(state, window).map(trigger -> compact(trigger, state)))
                .orElse(ASK);
    }

    private Optional<Action> withdrawal(RunState state) {
        if (state.toolFailures().isEmpty()) {
            return Optional.empty();
        }
        return state.toolFailures().entrySet().stream()
                .filter(failing -> !ControlTools.RESERVED.contains(failing.getKey()))
                .filter(failing -> !state.withdrawn().contains(failing.getKey()))
                .filter(failing -> recovery.withdraws(failing.getKey(), failing.getValue()))
                .min(Map.Entry.comparingByKey())
                .map(failing ->
                        new Action.Withdraw(failing.getKey(), "it failed " + failing.getValue() + " times in a row"));
    }

    private static Action compact(String trigger, RunState state) {
        return state.compactions().fruitless() >= Compaction.MOST_FRUITLESS
                ? stalled("the conversation was shortened " + Compaction.MOST_FRUITLESS
                        + " times in a row without getting room (" + trigger + ")")
                : new Action.Compact(trigger);
    }

    private static Optional<Outcome> ending(Reflection reflection) {
        if (reflection instanceof Reflection.Stop stop) {
            return Optional.of(stop.outcome());
        }
        if (reflection instanceof Reflection.Escalate escalate) {
            return Optional.of(new Outcome.Escalated(new Escalation("", escalate.question(), List.of())));
        }
        return Optional.empty();
    }

    private Action afterFailure(RunEvent.ModelFailed failure, RunState state) {
        if (failure.kind() == ModelException.Kind.CONTEXT_TOO_LONG && compaction.isPossible(state)) {
            return compact("the provider finds it too long", state);
        }
        int failures = state.failures();
        // Until each model had its try, every failure counts as the first.
        int counted = failures < models ? 1 : failures;
        Optional<Backoff> retry = failures < MOST_FAILURES ? recovery.retry(failure, counted) : Optional.empty();
        return retry.<Action>map(Action.AskModel::new)
                .orElseGet(() -> failed("model." + failure.kind().name().toLowerCase(Locale.ROOT), explained(failure)));
    }

    private static String explained(RunEvent.ModelFailed failure) {
        return failure.retryAfter()
                .filter(Decider::isSome)
                .map(wait -> failure.message() + " (it may be asked again after " + wait + ")")
                .orElse(failure.message());
    }

    private static boolean isSome(Duration wait) {
        return !wait.isZero();
    }

    /** The model called no tool: that is an answer, unless something is missing. */
    private static Action afterAnswer(RunEvent.ModelReplied reply, RunState state) {
        String text = reply.message().text();
        boolean lastChance = state.nudges() >= PATIENCE;
        if (reply.finishReason() == FinishReason.PAUSE) {
            return new Action.AskModel(Backoff.NONE);
        }
        if (reply.finishReason() == FinishReason.REFUSAL) {
            return refused(text);
        }
        if (reply.finishReason() == FinishReason.LENGTH) {
            return lastChance
                    ? failed("output.truncated", "the model's answer was cut off at the output cap again and again")
                    : new Action.Nudge("Your last message was cut off at the output limit. Say it again, shorter.");
        }
        if (state.isTyped()) {
            return lastChance
                    ? stalled("the model went on in words and did not hand in its answer by calling submit")
                    : new Action.Nudge("The task is done only when you hand in the answer by calling submit.");
        }
        if (text.isBlank()) {
            return lastChance
                    ? stalled("the model answered nothing again and again")
                    : new Action.Nudge("Your last message was empty. Go on with the task, or give the answer.");
        }
        return believe(new Outcome.Completed(text), state);
    }

    private static Action refused(String text) {
        return new Action.End(new Outcome.Blocked(text.isBlank() ? "the model refused" : text));
    }

    private static Action failed(String kind, String message) {
        return new Action.End(new Outcome.Failed(new Failure(kind, message)));
    }

    private static Action stalled(String evidence) {
        return new Action.End(new Outcome.Stalled(evidence));
    }

    private static Outcome exhausted(RunState state) {
        RunEvent.LimitReached reached = state.limitReached().orElseThrow();
        return new Outcome.BudgetExhausted(reached.scope(), reached.limit());
    }
}
