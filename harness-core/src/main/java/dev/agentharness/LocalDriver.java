package dev.agentharness;

import dev.agentharness.budget.BudgetTracker;
import dev.agentharness.budget.Reservation;
import dev.agentharness.budget.Spend;
import dev.agentharness.journal.JournalException;
import dev.agentharness.model.ToolCall;
import dev.agentharness.recovery.Backoff;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.Reflection;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.Turn;
import dev.agentharness.run.Verdict;
import dev.agentharness.run.Verification;
import dev.agentharness.stop.Reflector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does everything in this process, on the thread that drives the run. */
final class LocalDriver implements Driver {

    private static final Logger log = LoggerFactory.getLogger(LocalDriver.class);

    private final MemoryCaller memory;
    private final ModelCaller models;
    private final ToolCaller tools;
    private final Reflector reflector;
    private final Shortener shortener;
    private final RandomGenerator random;
    private final Pause pause;

    LocalDriver(
            MemoryCaller memory,
            ModelCaller models,
            ToolCaller tools,
            Reflector reflector,
            Shortener shortener,
            RandomGenerator random,
            Pause pause) {
        this.memory = memory;
        this.models = models;
        this.tools = tools;
        this.reflector = reflector;
        this.shortener = shortener;
        this.random = random;
        this.pause = pause;
    }

    /** Waits. */
    @FunctionalInterface
    interface Pause {
        void await(Duration time) throws InterruptedException;
    }

    @Override
    public List<RunEvent> recall(Run run) throws InterruptedException {
        checkInterrupt();
        return List.of(memory.recall(run));
    }

    @Override
    public List<RunEvent> askModel(Backoff backoff, Run run) throws InterruptedException {
        checkInterrupt();
        if (isUnreadable(run)) {
            return compacted(shortener.open(models.next(run.state()), run), run);
        }
        Duration wait = backoff.at(random.nextDouble());
        if (!wait.isZero()) {
            Reservation time = run.budget().reserve(Spend.NONE.withTime(wait));
            if (time instanceof Reservation.Refused refused) {
                return List.of(new RunEvent.LimitReached(run.now(), refused.scope(), refused.limit()));
            }
            ((Reservation.Granted) time).release();
            pause.await(wait);
        }
        return booked(models.ask(run), run);
    }

    @Override
    @SuppressWarnings("InterruptedExceptionSwallowed") // if it is the deadline's, what is undecided is denied
    public List<RunEvent> authorize(Run run) throws InterruptedException {
        checkInterrupt();
        Deadline deadline = run.beginStep();
        try {
            return Authorization.of(run);
        } catch (InterruptedException e) {
            if (!deadline.hasPassed()) {
                throw e;
            }
            return Authorization.denying(run, "the permission policy did not answer before the run's time was up");
        } finally {
            deadline.end();
        }
    }

    @Override
    public List<RunEvent> callTools(List<String> callIds, Run run) throws InterruptedException {
        checkInterrupt();
        List<RunEvent> results = tools.call(callIds, run);
        run.recordDrawn();
        return booked(results, run);
    }

    @Override
    public List<RunEvent> askPerson(List<String> callIds, Run run) throws InterruptedException {
        List<String> unanswered = new ArrayList<>();
        for (ToolCall call : run.state().turn().open()) {
            Turn turn = run.state().turn();
            if (callIds.contains(call.id()) && turn.verdict(call.id()).isEmpty()) {
                try {
                    ask(call, turn, run)
                            .map(given -> answer(given, call, run))
                            .ifPresentOrElse(run::record, () -> unanswered.add(call.id()));
                } catch (InterruptedException | RuntimeException e) {
                    run.record(new RunEvent.PersonAsked(run.now(), List.of(call.id()))); // so its time does not count
                    throw e;
                }
            }
        }
        return unanswered.isEmpty() ? List.of() : List.of(new RunEvent.PersonAsked(run.now(), unanswered));
    }

    /** The time a person takes is not the run's. */
    private Optional<Verdict> ask(ToolCall call, Turn turn, Run run) throws InterruptedException {
        run.budget().personAsked();
        try {
            return run.authority()
                    .approver()
                    .ask(
                            call,
                            run.state().tool(call.name()).orElseThrow(),
                            turn.decision(call.id()).orElseThrow().reason(),
                            run.state());
        } finally {
            run.budget().personAnswered();
        }
    }

    private static RunEvent answer(Verdict verdict, ToolCall call, Run run) {
        if (!verdict.fits(run.id(), call)) {
            throw new IllegalStateException(
                    "the approver was asked about call " + call.id() + " and answered about " + verdict.callId()
                            + verdict.binding().map(bound -> " as " + bound).orElse(""));
        }
        return new RunEvent.PersonAnswered(run.now(), verdict.boundTo(run.id(), call));
    }

    @Override
    public List<RunEvent> compact(String trigger, Run run) throws InterruptedException {
        checkInterrupt();
        return compacted(shortener.shorten(trigger, run), run);
    }

    private static List<RunEvent> compacted(RunEvent compacted, Run run) {
        run.recordDrawn();
        List<RunEvent> following = booked(List.of(compacted), run);
        run.prefix().forget();
        return following;
    }

    /** Which model is asked is known only now: another may stand in, and a run may go on with another. */
    private boolean isUnreadable(Run run) {
        return run.state().sealedBy().isPresent() && Shortener.isUnreadable(run.state(), models.next(run.state()));
    }

    @Override
    public List<RunEvent> reflect(Run run) throws InterruptedException {
        checkInterrupt();
        Reflection reflection = reflection(run);
        run.recordDrawn();
        return booked(
                List.of(new RunEvent.Reflected(run.now(), run.state().turn().number(), reflection)), run);
    }

    @SuppressWarnings("InterruptedExceptionSwallowed") // if it is the deadline's, the next step meets the limit
    private Reflection reflection(Run run) throws InterruptedException {
        Deadline deadline = run.beginStep();
        try {
            return reflector.reflect(run.state(), run.budget());
        } catch (InterruptedException e) {
            if (!deadline.hasPassed()) {
                throw e;
            }
            return new Reflection.Continue();
        } finally {
            deadline.end();
        }
    }

    @Override
    public List<RunEvent> checkAnswer(String answer, Run run) throws InterruptedException {
        checkInterrupt();
        Verification verification = verify(answer, run);
        run.recordDrawn();
        return booked(List.of(new RunEvent.AnswerChecked(run.now(), verification)), run);
    }

    @SuppressWarnings("InterruptedExceptionSwallowed") // passed on in its own catch
    private static Verification verify(String answer, Run run) throws InterruptedException {
        if (run.check().isEmpty()) {
            return Verification.gaveUp("the task's check is not known in this process");
        }
        Deadline deadline = run.beginStep();
        try {
            return Objects.requireNonNull(
                    run.check().get().check(answer, run.state(), run.budget()), "no verification");
        } catch (InterruptedException e) {
            if (!deadline.hasPassed()) {
                throw e;
            }
            return Verification.gaveUp("the run's time was up");
        } catch (Exception e) {
            log.warn("the check of run {} did not work, so its answer is not verified", run.id(), e);
            return Verification.gaveUp(e.toString());
        } finally {
            deadline.end();
        }
    }

    @Override
    public List<RunEvent> withdraw(String tool, String reason, Run run) {
        return List.of(new RunEvent.ToolWithdrawn(run.now(), tool, reason));
    }

    @Override
    public List<RunEvent> nudge(String text, Run run) {
        return List.of(new RunEvent.Nudged(run.now(), text));
    }

    @Override
    public List<RunEvent> closeUp(Run run) throws InterruptedException {
        try {
            if (isUnreadable(run)) {
                run.record(compacted(shortener.open(models.next(run.state()), run), run));
            }
            return booked(models.close(run), run);
        } catch (JournalException e) {
            throw e;
        } catch (RuntimeException e) {
            log.warn("the closing turn of run {} failed; the run ends with what there is", run.id(), e);
            return booked(run.state().isClosing() ? List.of() : List.of(new RunEvent.ClosingBegan(run.now(), "")), run);
        }
    }

    @Override
    public List<RunEvent> end(Outcome outcome, Run run) {
        return List.of(new RunEvent.Ended(run.now(), outcome));
    }

    /** Records the events, and gives those that follow from them: what others drew, what was billed beyond what was set aside, and which limits draw near. */
    private static List<RunEvent> booked(List<RunEvent> events, Run run) {
        run.record(events);
        run.recordDrawn();
        Spend overdrawn = run.budget().takeOverdrawn();
        List<BudgetTracker.Warning> warnings = run.budget().warnings();
        if (overdrawn.equals(Spend.NONE) && warnings.isEmpty()) {
            return List.of();
        }
        List<RunEvent> following = new ArrayList<>();
        if (!overdrawn.equals(Spend.NONE)) {
            following.add(new RunEvent.Overdrawn(run.now(), overdrawn));
        }
        for (BudgetTracker.Warning warning : warnings) {
            following.add(new RunEvent.BudgetWarned(run.now(), warning.scope(), warning.limit(), warning.taken()));
        }
        return following;
    }

    private static void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
