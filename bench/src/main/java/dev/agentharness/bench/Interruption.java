package dev.agentharness.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;

/** A run that is interrupted while the model's stream is silent: how long it takes to return. */
record Interruption(String name) implements Scenario {

    private static final Plan PLAN = Plan.turns(0).withDeltas(1).heldAtTheEnd();

    @Override
    public boolean needsWarmUp() {
        return false;
    }

    @Override
    public Figures measure(Contestant contestant, Server server) throws Exception {
        CountDownLatch speaking = new CountDownLatch(1);
        Agent agent = contestant.agent(PLAN, delta -> speaking.countDown());
        FutureTask<Long> returned = new FutureTask<>(() -> {
            try {
                throw new IllegalStateException("interrupted, it answered: " + agent.run());
            } catch (InterruptedException e) {
                return System.nanoTime();
            }
        });
        Thread thread = new Thread(returned, "run");
        thread.start();
        speaking.await();
        Thread.sleep(50); // let it go back to waiting for the next byte
        long interrupted = System.nanoTime();
        thread.interrupt();
        double millis = (returned.get() - interrupted) / 1e6;
        server.release();
        return Figures.none().with(Figure.INTERRUPTED, millis);
    }
}
