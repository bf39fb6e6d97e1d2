package dev.agentharness;

import dev.agentharness.budget.Budget;
import dev.agentharness.budget.BudgetTracker;
import dev.agentharness.budget.Spend;
import dev.agentharness.model.Message;
import dev.agentharness.run.RunResult;
import java.util.List;

/**
 * A conversation: each task knows what was said before, and all draw on one budget. Thread-safe; tasks run one after the
 * other.
 */
public final class Session {

    private final Harness harness;
    private final BudgetTracker budget;
    private List<Message> transcript = List.of();

    Session(Harness harness, BudgetTracker budget) {
        this.harness = harness;
        this.budget = budget;
        budget.suspendTime(); // only tasks take the session's time, not what lies between them
    }

    /** Runs a follow-up task that is said in words. */
    public RunResult run(String task) {
        return run(Task.of(task));
    }

    /** Runs a follow-up task. What was said, and what came of it, is part of the conversation however the run ends. */
    public synchronized RunResult run(Task task) {
        budget.resumeTime();
        try {
            RunResult result = harness.run(task, this);
            transcript = result.transcript();
            return result;
        } finally {
            budget.suspendTime();
        }
    }

    /** The conversation so far. */
    public synchronized List<Message> transcript() {
        return transcript;
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
