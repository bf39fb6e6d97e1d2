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

    /** A record of so many characters is never cut: short conversations have room for it. */
    private static final long SMALL = 16_000;

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
        // The record so far stands first, and is carried on as it is.
        int recorded = Math.min(older, state.episode().isPresent() ? 1 : 0);
        List<Message> messages = state.messages().subList(recorded, older);
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
                    ? Optional.of(Shortening.summarising(NAME, older, whole(state, record)))
                    : cleared(messages, state, "the record was rejected: " + String.join("; ", faults));
        } catch (ModelException | IllegalArgumentException e) {
            log.warn("run {} goes on without a summary of its older turns", state.runId(), e);
            return cleared(messages, state, "there is no record: " + e.getMessage());
        }
    }

    /** With what was recorded before; a record that fills the conversation it stands in would leave no room. */
    private Episode whole(RunState state, Episode record) {
        return state.episode().map(before -> before.then(record)).orElse(record).within((int)
                Math.min(Integer.MAX_VALUE, Math.max(SMALL, state.contextLength() / 2)));
    }

    /** What is left to do where no record can be believed: results give way, whatever was said stays. */
    private static Optional<Shortening> cleared(List<Message> messages, RunState state, String remark) {
        return Optional.of(Shortening.clearing(NAME, ClearedResults.words(messages, 200, state))
                .remarking(remark));
    }
}
