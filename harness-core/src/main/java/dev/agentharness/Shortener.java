package dev.agentharness;

import dev.agentharness.compaction.Compaction;
import dev.agentharness.compaction.Compactor;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunState;
import dev.agentharness.run.Shortening;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a conversation shorter: one way after the other, until it is short enough. */
final class Shortener {

    private static final Logger log = LoggerFactory.getLogger(Shortener.class);

    private final Compaction compaction;
    private final long window;

    /**
     * @param window the model's context window, in tokens
     */
    Shortener(Compaction compaction, long window) {
        this.compaction = compaction;
        this.window = window;
    }

    /** Until it is half as long as it was. */
    RunEvent shorten(String trigger, Run run) throws InterruptedException {
        long enough = run.state().contextLength() / 2;
        return by(compaction.compactors(), List.of(), state -> state.contextLength() <= enough, trigger, run);
    }

    /** Whether a part of the conversation is a record that this model cannot read. */
    static boolean isUnreadable(RunState state, ModelSpec model) {
        boolean reads = model.features().contains(ModelSpec.Feature.COMPACTION);
        return state.sealedBy()
                .filter(provider -> !(reads && (provider + ".").startsWith(model.origin() + ".")))
                .isPresent();
    }

    /** Puts back what a sealed record stands for, and makes that shorter in ways that leave it readable to everybody. */
    RunEvent open(ModelSpec reader, Run run) throws InterruptedException {
        long enough = Math.min(window, reader.contextWindow()) / 2;
        return by(
                compaction.portable(),
                List.of(Shortening.opening("own history")),
                state -> state.contextTokens() <= enough,
                reader + " cannot read the record of " + run.state().sealedBy().orElse("another"),
                run);
    }

    private RunEvent by(
            List<Compactor> compactors, List<Shortening> first, Predicate<RunState> enough, String trigger, Run run)
            throws InterruptedException {
        RunState before = run.state();
        List<Shortening> steps = new ArrayList<>(first);
        RunState state = steps.isEmpty()
                ? before
                : compacted(trigger, steps, before, before, run).applyTo(before);
        for (Compactor compactor : compactors) {
            if (enough.test(state)) {
                break;
            }
            Optional<Shortening> step = shorten(compactor, state, run);
            if (step.isPresent()) {
                steps.add(step.get());
                state = compacted(trigger, steps, before, before, run).applyTo(before);
            }
        }
        return compacted(trigger, steps, before, state, run);
    }

    @SuppressWarnings("InterruptedExceptionSwallowed") // if it is the deadline's, the next step meets the limit
    private static Optional<Shortening> shorten(Compactor compactor, RunState state, Run run)
            throws InterruptedException {
        Deadline deadline = run.beginStep();
        try {
            return compactor.shorten(state, run.budget());
        } catch (InterruptedException e) {
            if (!deadline.hasPassed()) {
                throw e;
            }
            return Optional.empty();
        } catch (RuntimeException e) {
            log.warn("run {} goes on without a compactor that failed", run.id(), e);
            return Optional.empty();
        } finally {
            deadline.end();
        }
    }

    private RunEvent.Compacted compacted(
            String trigger, List<Shortening> steps, RunState before, RunState after, Run run) {
        return new RunEvent.Compacted(
                run.now(),
                trigger,
                steps,
                before.contextLength(),
                after.contextLength(),
                compaction.isCramped(before, after, window));
    }
}
