package dev.agentharness;

import dev.agentharness.run.RunEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/**
 * How a turn is asked for twice where the first try is slow.
 *
 * @param after how long nothing is heard of the first before there is another
 * @param threads what both wait on
 */
record Hedging(Duration after, ExecutorService threads) {

    /** Makes the first try, and the other if nothing is heard for a while and it can be paid. */
    List<RunEvent> send(Try first, Supplier<Optional<Try>> other, Run run) throws InterruptedException {
        return List.of(new Race(threads, run).send(first, after, other));
    }
}
