package dev.agentharness;

import dev.agentharness.budget.Budget;
import dev.agentharness.budget.BudgetTracker;
import dev.agentharness.budget.Owner;
import dev.agentharness.budget.Spend;
import dev.agentharness.model.Message;
import dev.agentharness.run.RunResult;
import dev.agentharness.run.Verdict;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A conversation: each task knows what was said before, and all draw on one budget. Thread-safe; tasks run one after the
 * other.
 */
public final class Session {

    private final Harness harness;
    private final BudgetTracker budget;
    private final Lock oneAfterTheOther = new ReentrantLock();
    private volatile List<Message> transcript = List.of();
    private volatile Set<String> taintedBy = Set.of();

    Session(Harness harness, BudgetTracker budget) {
        this.harness = harness;
        this.budget = budget;
        budget.belongsTo(Owner.SESSION);
        budget.suspendTime(); // only tasks take the session's time, not what lies between them
    }

    /** Runs a follow-up task that is said in words. */
    public RunResult run(String task) {
        return run(Task.of(task));
    }

    /**
     * Runs a follow-up task. What was said, and what came of it, is part of the conversation however the run ends; only a
     * task whose thread is interrupted while the one before still runs ends cancelled and leaves nothing in it.
     */
    public RunResult run(Task task) {
        return drive(() -> harness.run(task, this));
    }

    /**
     * Goes on with a task of this session that waits for a person or was cut short, on the session's budget. As
     * {@link Harness#resume(String, Verdict...)}, which knows nothing of the session.
     */
    public RunResult resume(String runId, Verdict... verdicts) {
        return drive(() -> harness.resume(runId, this, verdicts));
    }

    private RunResult drive(Supplier<RunResult> run) {
        if (!awaitTurn()) {
            return run.get(); // the thread is interrupted, so it ends before anything is done
        }
        try {
            budget.resumeTime();
            RunResult result = run.get();
            transcript = result.transcript();
            taintedBy = result.state().taintedBy();
            return result;
        } finally {
            budget.suspendTime();
            oneAfterTheOther.unlock();
        }
    }

    /** Whether it is this thread's turn; if not, the thread was interrupted while it waited, and still is. */
    private boolean awaitTurn() {
        if (oneAfterTheOther.tryLock()) {
            return true;
        }
        try {
            oneAfterTheOther.lockInterruptibly();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The conversation so far. */
    public List<Message> transcript() {
        return transcript;
    }

    /** The untrusted tools whose results the conversation holds. */
    Set<String> taintedBy() {
        return taintedBy;
    }

    /** What all tasks took together. */
    public Spend spent() {
        return budget.spent();
    }

    /** The limits of all tasks together. */
    public Budget limits() {
        return budget.budget();
    }

    BudgetTracker budget() {
        return budget;
    }
}
