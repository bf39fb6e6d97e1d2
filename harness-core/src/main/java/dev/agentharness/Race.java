package dev.agentharness;

import dev.agentharness.budget.Spend;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.run.RunEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A try of a turn, and a second one beside it if the first is slow. The first that says anything is believed; the other is
 * dropped and nothing more of it is heard. Both wait on threads of their own and say what they hear to the thread that
 * drives the run, which alone records, tells and books. Used once, by that thread.
 */
final class Race {

    /** A client that obeys an interrupt is back by then. One that does not is let go: it must not hold the run up. */
    private static final Duration GRACE = Duration.ofMillis(500);

    private final ExecutorService threads;
    private final Run run;
    private final ModelListener listener;
    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    private final List<Runner> begun = new ArrayList<>(2);
    private final List<Runner> open = new ArrayList<>(2);
    private Optional<ModelException> failure = Optional.empty();

    Race(ExecutorService threads, Run run) {
        this.threads = threads;
        this.run = run;
        this.listener = run.deltas();
    }

    /** What a runner has to say, carried out by the thread that drives the run. Gives the end of the race, if it is that. */
    @FunctionalInterface
    private interface News {
        Optional<RunEvent> tell() throws InterruptedException;
    }

    private record Heard(Runner from, News news) {}

    RunEvent send(Try first, Duration silence, Supplier<Optional<Try>> other) throws InterruptedException {
        Deadline deadline = run.beginStep();
        try {
            begin(first, first.asked(run));
            Heard next = heard.poll(silence.toNanos(), TimeUnit.NANOSECONDS);
            if (next == null) {
                other.get().ifPresent(hedge -> begin(hedge, hedge.hedged(run)));
                next = heard.take();
            }
            Optional<RunEvent> end = tell(next);
            while (end.isEmpty()) {
                end = tell(heard.take());
            }
            return end.get();
        } catch (InterruptedException e) {
            begun.forEach(Runner::stop);
            if (!deadline.hasPassed()) {
                Try.cancelled(open.stream().map(Runner::unheard).reduce(Spend.NONE, Spend::plus), run);
                throw e;
            }
            return outOfTime(e);
        } finally {
            begun.forEach(Runner::stop);
            open.forEach(runner -> runner.asked.granted().settle(runner.unheard()));
            awaitAll();
            deadline.end();
        }
    }

    private void begin(Try asked, RunEvent event) {
        Runner runner = new Runner(asked, asked.capped(run.budget().timeLeft()), !begun.isEmpty());
        asked.record(event, run);
        open.add(runner);
        begun.add(runner);
        threads.execute(runner);
    }

    private Optional<RunEvent> tell(Heard next) throws InterruptedException {
        return open.contains(next.from) ? next.news.tell() : Optional.empty();
    }

    private Optional<RunEvent> answered(Runner runner, ModelResponse response) {
        believe(runner);
        Spend charged = runner.asked.cost(response);
        settle(runner, charged);
        return Optional.of(Try.replied(response, charged, run));
    }

    /** It is the run's failure only if the other one has failed as well. */
    private Optional<RunEvent> failed(Runner runner, ModelException e) {
        Spend charged = runner.asked.cost(e);
        if (open.size() > 1) {
            failure = Optional.of(e);
            drop(runner, Optional.of(e), charged);
            return Optional.empty();
        }
        settle(runner, charged);
        return Optional.of(
                runner.hedge ? failed(failure.orElse(e), e, charged) : failed(e, failure.orElse(e), charged));
    }

    /** What happened to the one that was asked first, and the longer of both waits. */
    private RunEvent failed(ModelException first, ModelException second, Spend charged) {
        Optional<Duration> wait = first.retryAfter()
                .filter(own -> second.retryAfter()
                        .filter(longer -> longer.compareTo(own) > 0)
                        .isEmpty())
                .or(second::retryAfter);
        String words = first == second ? words(first) : words(first) + "; asked besides: " + words(second);
        // Where nobody listens, nobody would hear the beginning twice.
        boolean unheard = first.kind() == ModelException.Kind.INTERRUPTED_STREAM && listener == ModelListener.none();
        return new RunEvent.ModelFailed(run.now(), first.kind(), words, first.retryable() || unheard, wait, charged);
    }

    private RunEvent outOfTime(InterruptedException e) {
        Runner last = open.get(0);
        for (Runner other : List.copyOf(open.subList(1, open.size()))) {
            drop(other, Optional.of(other.asked.outOfTime(e)), other.unheard());
        }
        ModelException timeout = last.asked.outOfTime(e);
        Spend charged = last.asked.cost(timeout);
        settle(last, charged);
        return Try.failed(timeout, charged, run);
    }

    /** From now on only this one is heard. */
    private void believe(Runner runner) {
        failure = Optional.empty();
        for (Runner other : List.copyOf(open)) {
            if (other != runner) {
                drop(other, Optional.empty(), other.unheard());
            }
        }
    }

    private void drop(Runner runner, Optional<ModelException> why, Spend charged) {
        runner.stop();
        run.record(new RunEvent.ModelDropped(
                run.now(),
                runner.hedge,
                why.map(ModelException::kind),
                why.map(Race::words).orElse(""),
                charged));
        settle(runner, charged);
    }

    private void settle(Runner runner, Spend charged) {
        open.remove(runner);
        runner.asked.granted().settle(charged);
    }

    private static String words(ModelException e) {
        return String.valueOf(e.getMessage());
    }

    private void awaitAll() {
        try {
            for (Runner runner : begun) {
                runner.back.await(GRACE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A try on its thread. */
    private final class Runner implements Runnable {
        private final Try asked;
        private final ModelRequest request;
        private final boolean hedge;
        private final CountDownLatch back = new CountDownLatch(1);
        private @Nullable Thread thread;
        private boolean stopped;

        Runner(Try asked, ModelRequest request, boolean hedge) {
            this.asked = asked;
            this.request = request;
            this.hedge = hedge;
        }

        Spend unheard() {
            return asked.unheard();
        }

        @Override
        public void run() {
            try {
                if (enter()) {
                    ask();
                }
            } finally {
                leave();
                back.countDown();
            }
        }

        @SuppressWarnings("InterruptedExceptionSwallowed") // thrown where it is told
        private void ask() {
            try {
                ModelResponse response = asked.model().generate(request, new Relay(this));
                say(() -> answered(this, response));
            } catch (ModelException e) {
                say(() -> failed(this, e));
            } catch (InterruptedException e) {
                say(() -> {
                    throw e;
                });
            } catch (RuntimeException e) {
                say(() -> {
                    throw e;
                });
            } catch (Error e) {
                say(() -> {
                    throw e;
                });
            }
        }

        void say(News news) {
            heard.add(new Heard(this, news));
        }

        private synchronized boolean enter() {
            thread = Thread.currentThread();
            return !stopped;
        }

        private synchronized void leave() {
            thread = null;
            if (stopped) {
                Thread.interrupted(); // what the thread does next is not meant
            }
        }

        synchronized void stop() {
            stopped = true;
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    /** Hears a model on the runner's thread. */
    private final class Relay implements ModelListener {
        private final Runner runner;

        Relay(Runner runner) {
            this.runner = runner;
        }

        @Override
        public void onText(String delta) {
            runner.say(() -> {
                believe(runner);
                listener.onText(delta);
                return Optional.empty();
            });
        }

        @Override
        public void onThinking(String delta) {
            runner.say(() -> {
                believe(runner);
                listener.onThinking(delta);
                return Optional.empty();
            });
        }
    }
}
