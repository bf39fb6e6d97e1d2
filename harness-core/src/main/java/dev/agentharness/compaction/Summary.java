package dev.agentharness.compaction;

import dev.agentharness.budget.BudgetTracker;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelException;
import dev.agentharness.run.Episode;
import dev.agentharness.run.RunState;
import dev.agentharness.run.Shortening;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets older turns give way to a structured record that a model writes, once the record has stood its check. */
final class Summary implements Compactor {

    private static final Logger log = LoggerFactory.getLogger(Summary.class);

    private static final String NAME = "summarise";

    private final ModelClient model;
    private final int keepTurns;

    Summary(ModelClient model, int keepTurns) {
        if (keepTurns < 1) {
            throw new IllegalArgumentException("keepTurns must be at least 1 but is " + keepTurns);
        }
        this.model = model;
        this.keepTurns = keepTurns;
    }

    @Override
    public Optional<Shortening> shorten(RunState state, BudgetTracker budget) throws InterruptedException {
        int older = Turns.newest(keepTurns, state.messages());
        // The record so far stands first, and is carried on as it is; what is sealed in one cannot be.
        boolean carriedOn = state.episode().isPresent() && state.sealedBy().isEmpty();
        int recorded = Math.min(older, carriedOn ? 1 : 0);
        List<Message> meant = state.meant(older);
        List<Message> messages = meant.subList(recorded, meant.size());
        if (state.pinned().containsAll(messages)) {
            return Optional.empty();
        }
        Scribe scribe = new Scribe(model, budget);
        RecordCheck check = RecordCheck.of(
                messages, state.messages().subList(older, state.messages().size()), state);
        try {
            Episode record = scribe.write(messages, state, check.keyFacts());
            List<String> faults = check.faults(record);
            if (!faults.isEmpty()) {
                record = scribe.repair(messages, state, record, faults);
                faults = check.faults(record);
            }
            return faults.isEmpty()
                    ? Optional.of(Shortening.summarising(NAME, older, Records.carriedOn(record, state)))
                    : cleared(older, state, "the record was rejected: " + String.join("; ", faults));
        } catch (ModelException | IllegalArgumentException e) {
            log.warn("run {} goes on without a summary of its older turns", state.runId(), e);
            return cleared(older, state, "there is no record: " + e.getMessage());
        }
    }

    /** What is left to do where no record can be believed: results give way, whatever was said stays. */
    private static Optional<Shortening> cleared(int older, RunState state, String remark) {
        List<Message> messages = state.messages().subList(0, older);
        return Optional.of(Shortening.clearing(NAME, ClearedResults.words(messages, 200, state))
                .remarking(remark));
    }
}
