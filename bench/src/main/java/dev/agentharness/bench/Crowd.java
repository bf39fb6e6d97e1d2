package dev.agentharness.bench;

import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** So many runs that begin at once, each on a thread of its own, at a model that thinks for half a second. */
record Crowd(String name, int runs) implements Scenario {

    private static final Plan PLAN = Plan.turns(4).withThinking(500);

    /** Half a second of thinking compiles nothing. */
    private static final Plan WARM_UP = PLAN.withThinking(0);

    private static final int FEW = 200;

    @Override
    public void warmUp(Contestant contestant, Server server) throws Exception {
        ExecutorService threads = Threads.unlimited();
        try {
            all(Math.min(runs, FEW), WARM_UP, contestant.agent(WARM_UP, delta -> {}), threads);
        } finally {
            threads.shutdownNow();
        }
    }

    @Override
    public Figures measure(Contestant contestant, Server server) throws Exception {
        Agent agent = contestant.agent(PLAN, delta -> {});
        ExecutorService threads = Threads.unlimited();
        try {
            long start = System.nanoTime();
            Used used = Used.by(server, () -> all(runs, PLAN, agent, threads));
            double seconds = (System.nanoTime() - start) / 1e9;
            long requests = used.requests((long) runs * PLAN.requests());
            return Figures.none()
                    .with(Figure.WALL, seconds)
                    .with(Figure.CPU, used.cpu() / 1e3 / requests)
                    .with(Figure.IN_FLIGHT, (double) used.counts().mostInFlight());
        } finally {
            threads.shutdownNow();
        }
    }

    private static void all(int runs, Plan plan, Agent agent, ExecutorService threads) throws Exception {
        Callable<String> run = agent::run;
        for (Future<String> answer : threads.invokeAll(Collections.nCopies(runs, run))) {
            Tasks.check(plan, answer.get());
        }
    }
}
