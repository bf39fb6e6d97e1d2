package dev.agentharness.bench;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** Runs that wait for the answer to their last request: the live heap that each of them takes, its thread included. */
record Parked(String name, Plan plan) implements Scenario {

    private static final int RUNS = 500;

    @Override
    public Figures measure(Contestant contestant, Server server) throws Exception {
        Agent agent = contestant.agent(plan, delta -> {});
        ExecutorService threads = Threads.unlimited();
        try {
            long before = liveHeap();
            List<Future<String>> answers = new ArrayList<>(RUNS);
            for (int i = 0; i < RUNS; i++) {
                answers.add(threads.submit(agent::run));
            }
            while (server.counts().held() < RUNS) {
                Thread.sleep(50);
            }
            long bytes = liveHeap() - before;
            server.release();
            for (Future<String> answer : answers) {
                Tasks.check(plan, answer.get());
            }
            return Figures.none().with(Figure.HEAP, bytes / 1024.0 / RUNS);
        } finally {
            threads.shutdownNow();
        }
    }

    /** More than once, because references are cleared by a thread that the collector wakes. */
    private static long liveHeap() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(100);
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
