package dev.agentharness;

import dev.agentharness.compaction.Compaction;
import dev.agentharness.compaction.Compactor;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunState;
import dev.agentharness.run.Shortening;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a conversation shorter: one way after the other, until it is half as long as it was. */
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

    RunEvent shorten(String trigger, Run run) throws InterruptedException {
        RunState before = run.state();
        RunState state = before;
        List<Shortening> steps = new ArrayList<>();
        for (Compactor compactor : compaction.compactors()) {
            if (state.contextLength() <= before.contextLength() / 2) {
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
        Deadline deadline = run.alarm().in(run.budget().timeLeft());
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
            deadline.close();
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
