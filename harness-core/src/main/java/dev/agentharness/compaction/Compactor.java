package dev.agentharness.compaction;

import dev.agentharness.budget.BudgetTracker;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.run.RunState;
import dev.agentharness.run.Shortening;
import java.nio.file.Path;
import java.util.Optional;

/** One way to make a conversation shorter. Thread-safe. Called between turns only, when every call has its result. */
@FunctionalInterface
public interface Compactor {

    /**
     * Says what can be taken away, or empty if there is nothing.
     *
     * @param budget the run's ledger: whatever a model is asked for is to be reserved here
     * @throws InterruptedException if the run was cancelled meanwhile
     */
    Optional<Shortening> shorten(RunState state, BudgetTracker budget) throws InterruptedException;

    /**
     * Lets the results of older turns give way to a few words, once they are longer than those.
     *
     * @param keepTurns how many of the newest turns keep theirs
     */
    static Compactor clearResults(int keepTurns) {
        return new ClearedResults(keepTurns);
    }

    /** Lets the results of read-only calls give way that were made again later, with the same arguments. */
    static Compactor dropSuperseded() {
        return new SupersededResults();
    }

    /**
     * Has a model write a structured record of the older turns, and lets these give way to it. The record is checked: it
     * must hold every number, id and path that people gave, that the model took up or that its calls depend on, and
     * invent none. One that does not is sent back once; if it still does not, the older results are cleared instead.
     *
     * @param model who writes it, on the run's budget; the harness's model or a cheaper one
     * @param keepTurns how many of the newest turns stay as they are
     */
    static Compactor summarise(ModelClient model, int keepTurns) {
        return new Summary(model, keepTurns);
    }

    /**
     * Has the provider compact the older turns, where the model's spec says {@link ModelSpec.Feature#COMPACTION}, and lets
     * these give way to what it hands back. Only the provider can read that, so nobody can check it: the key facts of the
     * turns stand beside it as a record, word for word. Does nothing where the provider offers none, fails or cannot be
     * paid; the next compactor is used then.
     *
     * <p>The turns themselves are kept in memory and put back once another provider is to be asked, which then is given a
     * conversation shortened by the other compactors.
     *
     * @param model whose provider is asked, on the run's budget: the harness's own
     * @param keepTurns how many of the newest turns stay as they are
     */
    static Compactor byProvider(ModelClient model, int keepTurns) {
        return new ProviderRecord(model, keepTurns);
    }

    /**
     * Begins with a clean context: everything gives way to what a progress file says, which the model has been told to
     * keep. Does nothing where the file is missing or empty.
     */
    static Compactor reset(Path progressFile) {
        return new Reset(progressFile);
    }
}
