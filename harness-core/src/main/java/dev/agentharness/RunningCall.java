package dev.agentharness;

import dev.agentharness.model.Content;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolResult;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.run.RunEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A call that is carried out: run by whatever thread its tool works on, and else used by the one that drives the run. */
final class RunningCall extends FutureTask<ToolOutput> implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RunningCall.class);

    private final Terms terms;
    private final Run run;
    private final long deadline;
    private volatile @Nullable Instant ended;

    RunningCall(Terms terms, Callable<ToolOutput> work, Run run) {
        super(work);
        this.terms = terms;
        this.run = run;
        this.deadline = System.nanoTime() + terms.time.toNanos();
    }

    /**
     * What a call is carried out under.
     *
     * @param first what the model is told before the tool's words
     * @param time how long it may take
     */
    record Terms(
            ToolCall call,
            String first,
            ToolSpec spec,
            Duration time,
            CallNotes notes,
            Delegation delegation,
            OutputCap cap) {}

    /** In the time of {@link System#nanoTime()}. */
    long deadline() {
        return deadline;
    }

    /** It may have ended long before its result is waited for. */
    @Override
    protected void done() {
        ended = run.now();
    }

    /** Waits for what came of it, as events. */
    List<RunEvent> await() throws InterruptedException {
        try {
            ToolOutput done = get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            ToolResult result = new ToolResult(terms.call.id(), told(terms.cap.apply(done.content())), done.error());
            return events(new RunEvent.CallFinished(ended(), result, done.artefacts()));
        } catch (TimeoutException e) {
            cancel(true);
            return stopped();
        } catch (CancellationException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return stopped();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (isAboutTheCall(cause)) {
                log.debug("a call of {} in run {} was refused: {}", name(), run.id(), cause.getMessage());
            } else {
                log.warn("tool {} failed in run {}", name(), run.id(), cause);
            }
            return failed(words(cause));
        } catch (RuntimeException e) {
            log.warn("tool {} gave no usable output in run {}", name(), run.id(), e);
            return failed("'" + name() + "' gave no usable output: " + words(e));
        }
    }

    /** What came of it if its time is up. */
    List<RunEvent> stopped() {
        boolean own = terms.time.equals(terms.spec.timeout());
        return failed("'" + name() + "' was stopped after " + terms.time.toMillis() + " ms without a result"
                + (own ? "." : ": the run's time is up."));
    }

    private List<RunEvent> failed(String words) {
        List<Content> capped = terms.cap.apply(List.of(new Content.Text(words)));
        return events(
                new RunEvent.CallFinished(ended(), new ToolResult(terms.call.id(), told(capped), true), List.of()));
    }

    private List<RunEvent> events(RunEvent finished) {
        RunEvent last = terms.delegation.suspension(terms.call.id(), run).orElse(finished);
        List<RunEvent> notes = terms.notes.taken(finished.at());
        if (notes.isEmpty()) {
            return List.of(last);
        }
        List<RunEvent> events = new ArrayList<>(notes);
        events.add(last);
        return events;
    }

    private Instant ended() {
        Instant at = ended;
        return at == null ? run.now() : at;
    }

    private String name() {
        return terms.call.name();
    }

    private List<Content> told(List<Content> output) {
        return terms.first.isEmpty()
                ? output
                : Stream.concat(Stream.of(new Content.Text(terms.first)), output.stream())
                        .toList();
    }

    /** What such an exception says is meant to be read; of others the type says the most. */
    private static String words(Throwable cause) {
        String type = cause.getClass().getSimpleName();
        String message = cause.getMessage();
        if (message == null || message.isBlank()) {
            return type;
        }
        return isAboutTheCall(cause) ? message : type + ": " + message;
    }

    private static boolean isAboutTheCall(Throwable cause) {
        return cause instanceof IllegalArgumentException || cause instanceof IllegalStateException;
    }

    /** Interrupts the tool if it still runs. */
    @Override
    public void close() {
        cancel(true);
    }
}
