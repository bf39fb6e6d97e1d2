package dev.agentharness;

import dev.agentharness.journal.JournalException;
import dev.agentharness.run.Failure;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop: while a run has no outcome, decide what is due, do it, record what happened.
 *
 * <p>This is the only one. Streaming, tracing, durability and concurrency are ways of watching or calling it. The
 * decision is a pure function of the state; all effects are the driver's; the run makes its events true. So a run that is
 * resumed in the middle of a turn needs nothing special: its state says what is due.
 */
final class AgentLoop {

    private static final Logger log = LoggerFactory.getLogger(AgentLoop.class);

    private final Decider decider;
    private final Driver driver;

    AgentLoop(Decider decider, Driver driver) {
        this.decider = decider;
        this.driver = driver;
    }

    /**
     * Drives a run until it ends.
     *
     * @throws JournalException if an event could not be recorded; every other fault is an outcome
     */
    RunResult drive(Run run) {
        try {
            while (run.state().outcome().isEmpty()) {
                Action due = decider.next(run.state());
                run.record(due.performBy(driver, run));
            }
        } catch (InterruptedException e) {
            try {
                run.end(new Outcome.Cancelled());
            } finally {
                Thread.currentThread()
                        .interrupt(); // only now: a journal may write to a channel that an interrupt closes
            }
        } catch (JournalException e) {
            throw e;
        } catch (RuntimeException e) {
            log.error("run {} ends on a fault of the harness or of something plugged into it", run.id(), e);
            run.end(new Outcome.Failed(new Failure("harness.fault", e.toString())));
        }
        return RunResult.of(run.state());
    }
}
