package dev.agentharness;

import dev.agentharness.model.Content;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolResult;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.run.RunEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A call on its thread. Used by the thread that drives the run. */
record RunningCall(
        ToolCall call,
        String first,
        ToolSpec spec,
        Duration time,
        long deadline,
        CallNotes notes,
        Delegation delegation,
        OutputCap cap,
        Timed work,
        Future<ToolOutput> output)
        implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RunningCall.class);

    RunEvent await(Run run) throws InterruptedException {
        try {
            ToolOutput done = output.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            ToolResult result = new ToolResult(call.id(), told(cap.apply(done.content())), done.error());
            return new RunEvent.CallFinished(work.ended(), result, done.artefacts());
        } catch (TimeoutException e) {
            output.cancel(true);
            boolean own = time.equals(spec.timeout());
            return failed("'" + call.name() + "' was stopped after " + time.toMillis() + " ms without a result"
                    + (own ? "." : ": the run's time is up."));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (isAboutTheCall(cause)) {
                log.debug("a call of {} in run {} was refused: {}", call.name(), run.id(), cause.getMessage());
            } else {
                log.warn("tool {} failed in run {}", call.name(), run.id(), cause);
            }
            return failed(words(cause));
        } catch (RuntimeException e) {
            log.warn("tool {} gave no usable output in run {}", call.name(), run.id(), e);
            return failed("'" + call.name() + "' gave no usable output: " + words(e));
        }
    }

    private RunEvent failed(String words) {
        List<Content> capped = cap.apply(List.of(new Content.Text(words)));
        return new RunEvent.CallFinished(work.ended(), new ToolResult(call.id(), told(capped), true), List.of());
    }

    private List<Content> told(List<Content> output) {
        return first.isEmpty()
                ? output
                : Stream.concat(Stream.of(new Content.Text(first)), output.stream())
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
        output.cancel(true);
    }

    /** The work of a call. Remembers when it ended, which may be long before its result is waited for. */
    static final class Timed implements Callable<ToolOutput> {
        private final Callable<ToolOutput> work;
        private final Run run;
        private volatile @Nullable Instant ended;

        Timed(Callable<ToolOutput> work, Run run) {
            this.work = work;
            this.run = run;
        }

        @Override
        public ToolOutput call() throws Exception {
            try {
                return work.call();
            } finally {
                ended = run.now();
            }
        }

        /** Now if it has not ended. */
        Instant ended() {
            Instant at = ended;
            return at == null ? run.now() : at;
        }
    }
}
