package dev.agentharness.bench;

import dev.agentharness.Harness;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunListener;
import dev.agentharness.run.RunResult;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;

/** How long a run takes to return that is interrupted while the model's stream is silent. */
final class Cancellation {

    private Cancellation() {}

    /** Milliseconds from the interrupt until {@code run} returned; the median of so many times. */
    static double medianMillis(Harnessed harnessed, int times) throws Exception {
        double[] millis = new double[times];
        for (int i = 0; i < times; i++) {
            millis[i] = once(harnessed);
        }
        Arrays.sort(millis);
        return millis[times / 2];
    }

    private static double once(Harnessed harnessed) throws Exception {
        CountDownLatch speaking = new CountDownLatch(1);
        Harness harness = harnessed.silent().listener(new FirstWord(speaking)).build();
        FutureTask<Long> returned = new FutureTask<>(() -> {
            RunResult result = harness.run(Workload.TASK);
            long now = System.nanoTime();
            if (!(result.outcome() instanceof Outcome.Cancelled)) {
                throw new IllegalStateException("the run ended as " + result.outcome());
            }
            return now;
        });
        Thread thread = new Thread(returned, "run");
        thread.start();
        speaking.await();
        Thread.sleep(50); // let it go back to waiting for the next byte
        long interrupted = System.nanoTime();
        thread.interrupt();
        return (returned.get() - interrupted) / 1e6;
    }

    private record FirstWord(CountDownLatch speaking) implements RunListener {

        @Override
        public void onEvent(String runId, RunEvent event) {}

        @Override
        public void onDelta(String runId, String text) {
            speaking.countDown();
        }
    }
}
