package dev.agentharness.simulation;

import dev.agentharness.budget.Meter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;

/**
 * Many random runs: a seed for all, and from it one for each, so that a run that went wrong can be run again alone. What
 * chance decides depends on the run's seed only; how parallel calls interleave does not.
 */
final class Simulation {

    private static final int WORLDS = 24;

    private final long seed;
    private final boolean guarded;
    private final double overbilling;

    Simulation(long seed, boolean guarded, double overbilling) {
        this.seed = seed;
        this.guarded = guarded;
        this.overbilling = overbilling;
    }

    /** Adds up what was seen. */
    static final class Summary {
        long runs;
        long allRuns;
        long deepest;
        long compactions;
        long modelCalls;
        long toolCalls;
        long failures;
        long overshoots;
        long overdrawn;
        final List<String> faults = new ArrayList<>();
        final Map<Meter, Double> fill = new EnumMap<>(Meter.class);

        void add(Summary other) {
            runs += other.runs;
            allRuns += other.allRuns;
            deepest += other.deepest;
            compactions += other.compactions;
            modelCalls += other.modelCalls;
            toolCalls += other.toolCalls;
            failures += other.failures;
            overshoots += other.overshoots;
            overdrawn += other.overdrawn;
            faults.addAll(other.faults);
            other.fill.forEach((meter, share) -> fill.merge(meter, share, Math::max));
        }

        @Override
        public String toString() {
            return runs + " runs (" + allRuns + " with sub-agents, " + deepest + " of them three levels down), "
                    + compactions + " compactions, " + modelCalls + " model calls, " + toolCalls + " tool calls, "
                    + failures + " failed model calls";
        }
    }

    /** Runs so many, and has each looked at. */
    Summary run(int runs, BiConsumer<Scenario, Summary> look) throws InterruptedException, ExecutionException {
        int threads = 2 * Runtime.getRuntime().availableProcessors(); // they wait for tools a lot
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Summary>> parts = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int first = thread;
                parts.add(pool.submit(() -> part(first, threads, runs, look)));
            }
            Summary all = new Summary();
            for (Future<Summary> part : parts) {
                all.add(part.get());
            }
            return all;
        } finally {
            pool.shutdownNow();
        }
    }

    private Summary part(int first, int step, int runs, BiConsumer<Scenario, Summary> look) throws Exception {
        Summary summary = new Summary();
        List<World> worlds = new ArrayList<>();
        for (int world = 0; world < WORLDS; world++) {
            worlds.add(new World(new SplittableRandom(seed + world), guarded, overbilling));
        }
        for (int run = first; run < runs; run += step) {
            Scenario scenario = worlds.get(run / step % WORLDS).run(seed + 1_000_003L * run);
            summary.runs++;
            summary.allRuns += scenario.runs.sum();
            summary.deepest += scenario.deepest.sum();
            summary.compactions += scenario.compactions.sum();
            summary.modelCalls += scenario.modelCalls.sum();
            summary.toolCalls += scenario.toolCalls.sum();
            summary.failures += scenario.failures.sum();
            for (Meter meter : Meter.values()) {
                summary.fill.merge(meter, scenario.fill(meter), Math::max);
            }
            int before = summary.faults.size();
            look.accept(scenario, summary);
            if (summary.faults.size() > before) {
                summary.faults.set(before, "run " + run + " of seed " + seed + ": " + summary.faults.get(before));
            }
        }
        return summary;
    }
}
