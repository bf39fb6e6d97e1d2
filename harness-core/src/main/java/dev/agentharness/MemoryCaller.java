package dev.agentharness;

import dev.agentharness.memory.Memory;
import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import dev.agentharness.run.Hint;
import dev.agentharness.run.RunEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks memory what it knows about a task. A store that fails or is slow costs an event and never the run. */
final class MemoryCaller {

    private static final Logger log = LoggerFactory.getLogger(MemoryCaller.class);

    private final Optional<Memory> memory;
    private final ExecutorService threads;

    MemoryCaller(Optional<Memory> memory, ExecutorService threads) {
        this.memory = memory;
        this.threads = threads;
    }

    RunEvent recall(Run run) throws InterruptedException {
        return memory.isPresent()
                ? recall(memory.get(), run)
                : unavailable("this process gives the harness no memory", run);
    }

    private RunEvent recall(Memory known, Run run) throws InterruptedException {
        String words = words(run.state().task());
        Instant now = run.now();
        Duration time = run.budget()
                .room()
                .time()
                .filter(left -> left.compareTo(known.deadline()) < 0)
                .orElse(known.deadline());
        Future<List<Hint>> hints = threads.submit(() -> known.recall(words, now));
        try {
            return new RunEvent.Recalled(run.now(), hints.get(time.toNanos(), TimeUnit.NANOSECONDS), "");
        } catch (TimeoutException e) {
            return unavailable("the store did not answer within " + time.toMillis() + " ms", run);
        } catch (ExecutionException e) {
            log.warn("memory could not be read for run {}", run.id(), e.getCause());
            return unavailable("the store failed: " + e.getCause(), run);
        } finally {
            hints.cancel(true);
        }
    }

    /** What the task says first; behind it may stand what the harness tells of the surroundings. */
    private static String words(Message task) {
        return task.content().stream()
                .filter(Content.Text.class::isInstance)
                .map(part -> ((Content.Text) part).text())
                .findFirst()
                .orElse("");
    }

    private static RunEvent unavailable(String reason, Run run) {
        return new RunEvent.Recalled(run.now(), List.of(), reason);
    }
}
