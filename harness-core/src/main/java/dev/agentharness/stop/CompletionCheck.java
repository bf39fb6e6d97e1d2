package dev.agentharness.stop;

import dev.agentharness.budget.BudgetTracker;
import dev.agentharness.model.ModelClient;
import dev.agentharness.run.RunState;
import dev.agentharness.run.Verification;
import dev.agentharness.sandbox.Command;
import dev.agentharness.sandbox.SandboxSession;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Checks whether an answer is what the task asked for, before it is believed. What it says is an event. Thread-safe.
 *
 * <p>A check that throws has not said that the answer is wrong: the run completes, with the verification
 * {@link Verification.Status#GAVE_UP_CHECKING}.
 */
@FunctionalInterface
public interface CompletionCheck {

    /**
     * Checks an answer.
     *
     * @param answer the model's answer: text, or JSON where the task asks for an output type
     * @param budget the run's ledger, for checks that ask a model
     */
    Verification check(String answer, RunState state, BudgetTracker budget) throws Exception;

    /** Checks by a condition; where it does not hold, the model is told so. */
    static CompletionCheck of(Predicate<String> condition, String feedback) {
        Objects.requireNonNull(condition, "condition");
        Objects.requireNonNull(feedback, "feedback");
        return (answer, state, budget) ->
                condition.test(answer) ? Verification.SATISFIED : Verification.needsRevision(feedback);
    }

    /**
     * Has a model check the answer against a criterion. On the run's budget.
     *
     * @param judge preferably not the model that gave the answer
     * @param criterion what a good answer is, in words
     */
    static CompletionCheck judgedBy(ModelClient judge, String criterion) {
        return new JudgedCheck(judge, criterion);
    }

    /**
     * Has a command say by its exit code whether the work is done: on 0 the answer is believed, on any other the model is
     * shown the end of the output and goes on. A check that runs out of time or cannot be started has said nothing.
     *
     * @param session stays open as long as runs are checked, and is closed by the caller
     */
    static CompletionCheck command(SandboxSession session, Command command) {
        return new CommandCheck(session, command);
    }
}
