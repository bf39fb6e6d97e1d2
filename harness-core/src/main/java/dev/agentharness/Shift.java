package dev.agentharness;

import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunResult;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A run while one of the harness's threads drives it, and the thread that asked for it waits. A tool that is called alone is
 * called on the driving thread, which saves two changes of threads for each call. One that neither ends in time nor obeys an
 * interrupt keeps that thread: the shift is over then, and the run goes on without the call in another shift, on another
 * thread.
 */
final class Shift implements Runnable {

    /** What obeys an interrupt is done by then; a client that obeys the request's timeout fails by then, in its own, better words. */
    private static final long GRACE = TimeUnit.MILLISECONDS.toNanos(500);

    /** No step takes longer; sums of longer times would overflow. */
    private static final long LONGEST = TimeUnit.DAYS.toNanos(365);

    private final Run run;
    private final Runnable beginning;
    private final AgentLoop loop;
    private final CompletableFuture<End> end = new CompletableFuture<>();
    private final Deadline ofStep = new Deadline(this::interrupt, Alarm.PROCESS);
    private final Deadline ofCall = new Deadline(this::stopLent, Alarm.PROCESS);
    private @Nullable Thread driving;
    private @Nullable RunningCall lent;
    private boolean stopped;

    /**
     * @param beginning what is recorded before anything is decided
     * @param stopped whether the run is cancelled already
     */
    private Shift(Run run, Runnable beginning, AgentLoop loop, boolean stopped) {
        this.run = run;
        this.beginning = beginning;
        this.loop = loop;
        this.stopped = stopped;
    }

    private sealed interface End {

        /**
         * The run is over.
         *
         * @param interrupted whether somebody interrupted the driving thread
         */
        record Over(RunResult result, boolean interrupted) implements End {}

        /**
         * A call does not come back.
         *
         * @param late the call, if that is because its time is up
         */
        record GivenUp(Optional<RunningCall> late) implements End {}
    }

    /** Ends what a thread was about that came back from a call when the run had gone on without it. */
    private static final class Relieved extends Error {
        private static final long serialVersionUID = 1L;

        Relieved() {
            super("the run goes on without this call", null, false, false);
        }
    }

    /**
     * Drives a run until it ends, and waits for that. An interrupt of the calling thread cancels the run, and is there again
     * when this returns.
     *
     * @param first what is recorded before anything is decided
     */
    static RunResult drive(Run run, List<RunEvent> first, AgentLoop loop, Executor threads) {
        boolean interrupted = Thread.interrupted();
        try {
            run.open();
            Shift shift = new Shift(run, () -> begin(run, first), loop, interrupted).on(threads);
            while (true) {
                try {
                    End end = shift.end.get();
                    if (end instanceof End.Over over) {
                        interrupted = interrupted || over.interrupted;
                        return over.result;
                    }
                    Optional<RunningCall> late = ((End.GivenUp) end).late;
                    shift = new Shift(run, () -> goOn(run, late), loop, interrupted).on(threads);
                } catch (InterruptedException e) {
                    interrupted = true;
                    shift.stop();
                } catch (ExecutionException e) {
                    throw thrown(Objects.requireNonNullElse(e.getCause(), e));
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void begin(Run run, List<RunEvent> first) {
        run.record(first);
        run.holdBack();
    }

    private static void goOn(Run run, Optional<RunningCall> late) {
        late.ifPresent(call -> run.record(call.stopped()));
        run.recordDrawn();
    }

    /** As if one thread had done it all: what asked for the run stands below what the run did. */
    private static RuntimeException thrown(Throwable fault) {
        fault.setStackTrace(Stream.of(fault.getStackTrace(), new Throwable().getStackTrace())
                .flatMap(Stream::of)
                .toArray(StackTraceElement[]::new));
        if (fault instanceof Error error) {
            throw error;
        }
        return (RuntimeException) fault;
    }

    private Shift on(Executor threads) {
        try {
            threads.execute(this);
            return this;
        } catch (RuntimeException | Error e) { // refused, or there is no room for one more thread
            run.close();
            throw e;
        }
    }

    @Override
    public void run() {
        try {
            end.complete(work());
        } catch (RuntimeException | Error e) {
            end.completeExceptionally(e); // unless the shift was over before
        }
    }

    private End work() {
        boolean relieved = false;
        try {
            take();
            beginning.run();
            return new End.Over(loop.drive(run), leave());
        } catch (Relieved e) {
            relieved = true;
            throw e;
        } finally {
            Alarm.PROCESS.release(ofStep);
            Alarm.PROCESS.release(ofCall);
            if (!relieved) {
                leave();
                run.close();
            }
        }
    }

    private synchronized void take() {
        run.drivenIn(this);
        Alarm.PROCESS.keep(ofStep);
        Alarm.PROCESS.keep(ofCall);
        driving = Thread.currentThread();
        if (stopped) {
            driving.interrupt();
        }
    }

    /** From here on nobody interrupts the thread. Says whether somebody had. */
    private synchronized boolean leave() {
        driving = null;
        return Thread.interrupted();
    }

    /** Cancels the run: interrupts whatever its thread does. */
    private synchronized void stop() {
        stopped = true;
        if (lent != null) {
            stop(lent, false);
        } else {
            interrupt();
        }
    }

    private synchronized void interrupt() {
        if (driving != null) {
            driving.interrupt();
        }
    }

    /** Begins a step that may take so much time; a little past it, the driving thread is interrupted. The caller ends it. */
    Deadline beginStep(long nanos) {
        ofStep.begin(System.nanoTime() + Math.min(nanos, LONGEST) + GRACE);
        return ofStep;
    }

    /**
     * Carries a call out on the driving thread. It is cancelled when its time is up or its run is cancelled; after the
     * latter, the thread is interrupted.
     *
     * @throws InterruptedException if the run is cancelled already
     */
    void lendTo(RunningCall call) throws InterruptedException {
        lend(call);
        ofCall.begin(call.deadline());
        try {
            call.run();
        } finally {
            ofCall.end();
            takeBack();
        }
    }

    private synchronized void lend(RunningCall call) throws InterruptedException {
        if (stopped) {
            throw new InterruptedException();
        }
        lent = call;
    }

    private synchronized void takeBack() {
        if (lent == null) {
            throw new Relieved();
        }
        lent = null;
        Thread.interrupted(); // what stopped the tool, or what it left behind
        if (stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void stopLent() {
        if (lent != null) {
            stop(lent, true);
        }
    }

    /** Interrupts a call unless it is done, and gives it up if it does not obey. */
    private void stop(RunningCall call, boolean late) {
        if (call.cancel(true)) {
            Alarm.PROCESS.after(GRACE, () -> giveUp(call, late));
        }
    }

    private synchronized void giveUp(RunningCall call, boolean late) {
        if (call.equals(lent)) {
            lent = null;
            end.complete(new End.GivenUp(late ? Optional.of(call) : Optional.empty()));
        }
    }
}
