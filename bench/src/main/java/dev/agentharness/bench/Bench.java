package dev.agentharness.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The program that measures: for each group of scenarios it starts the contestants, lets them warm up, has them take turns
 * for some rounds, and prints the medians as Markdown, and which targets they keep to.
 */
final class Bench {

    private final Options options;
    private final Server server;
    private final Results results = new Results();

    private Bench(Options options, Server server) {
        this.options = options;
        this.server = server;
    }

    public static void main(String[] args) throws IOException {
        Options options = Options.given();
        List<Group> groups = Group.chosenBy(options).toList();
        try (ServerProcess process = ServerProcess.start(Jdk.newest())) {
            Bench bench = new Bench(options, process.server());
            System.out.println(Machine.described());
            for (Group group : groups) {
                bench.measure(group);
                System.out.println(new Tables(bench.results).group(group));
            }
            System.out.print(new Targets(bench.results).table());
        }
    }

    private void measure(Group group) throws IOException {
        List<WorkerProcess> workers = new ArrayList<>();
        try {
            for (String contestant : group.contestants()) {
                workers.add(new WorkerProcess(contestant, group, options.jvm(), server));
            }
            warmUp(group, workers);
            for (int round = 1; round <= group.rounds(); round++) {
                progress(group.title() + ": round " + round + " of " + group.rounds());
                round(group, workers);
            }
        } finally {
            workers.forEach(WorkerProcess::close);
        }
    }

    private void warmUp(Group group, List<WorkerProcess> workers) throws IOException {
        for (WorkerProcess worker : workers) {
            for (Scenario scenario : group.scenarios()) {
                progress(group.title() + ": " + worker.contestant() + " warms up with " + scenario.name());
                worker.measure(scenario, scenario.needsWarmUp() ? options.warmUp() : 0);
            }
        }
    }

    /** By turns, so that what else happens on the machine happens to all. */
    private void round(Group group, List<WorkerProcess> workers) throws IOException {
        for (Scenario scenario : group.scenarios()) {
            for (WorkerProcess worker : workers) {
                results.add(scenario, worker.contestant(), worker.measure(scenario, 0));
            }
        }
    }

    private static void progress(String line) {
        System.err.println("bench: " + line);
    }
}
