package dev.agentharness.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * The program that measures: rounds of all scenarios with the contestants in turn, of which the first are warm-up, then
 * the medians as a Markdown table.
 */
final class Bench {

    private static final int WARM_UP = 4;
    private static final int ROUNDS = 7;

    /** Requests of one contestant in one round of a scenario, about. */
    private static final int REQUESTS = 600;

    private record Column(String title, ToDoubleFunction<Round> figure, String format) {}

    private record Scenario(int turns, List<Round> raw, List<Round> ours) {}

    private static final List<Column> COLUMNS = List.of(
            new Column("CPU, µs", Round::cpu, "%.0f"),
            new Column("allocated, KiB", round -> round.allocated() / 1024, "%.1f"),
            new Column("sent, bytes", Round::sent, "%.0f"));

    private Bench() {}

    public static void main(String[] args) throws Exception {
        try (ServerProcess server = ServerProcess.start()) {
            RawLoop raw = new RawLoop(server.url());
            Harnessed ours = new Harnessed(server.url());
            measure(WARM_UP, raw, ours, server);
            print(measure(ROUNDS, raw, ours, server));
            System.out.printf(
                    Locale.ROOT,
                    "%nInterrupted in a silent stream, `run` returned after %.1f ms (median of 20).%n",
                    Cancellation.medianMillis(ours, 20));
        }
        System.exit(0); // connections are kept for a while
    }

    /** Everything so many times, by turns, so that what else happens on the machine happens to all. */
    private static List<Scenario> measure(int rounds, Contestant raw, Contestant ours, ServerProcess server)
            throws IOException {
        List<Scenario> scenarios = Stream.of(1, 10, 50, 200)
                .map(turns -> new Scenario(turns, new ArrayList<>(), new ArrayList<>()))
                .toList();
        for (int i = 0; i < rounds; i++) {
            for (Scenario scenario : scenarios) {
                int turns = scenario.turns();
                int tasks = Math.max(3, REQUESTS / (turns + 1));
                scenario.raw().add(Round.of(raw, turns, tasks, server));
                scenario.ours().add(Round.of(ours, turns, tasks, server));
            }
        }
        return scenarios;
    }

    private static void print(List<Scenario> scenarios) {
        StringBuilder head = new StringBuilder("| turns |");
        StringBuilder line = new StringBuilder("|---|");
        for (Column column : COLUMNS) {
            head.append(" raw: ").append(column.title()).append(" | ours | ratio |");
            line.append("---|---|---|");
        }
        System.out.println(head + " raw: new connections for 100 requests | ours |");
        System.out.println(line + "---|---|");
        scenarios.forEach(scenario -> System.out.println(row(scenario)));
    }

    private static String row(Scenario scenario) {
        StringBuilder row = new StringBuilder("| " + scenario.turns() + " |");
        for (Column column : COLUMNS) {
            double theirs = Round.median(scenario.raw(), column.figure());
            double own = Round.median(scenario.ours(), column.figure());
            String figures = " " + column.format() + " | " + column.format() + " | **%.2f** |";
            row.append(String.format(Locale.ROOT, figures, theirs, own, own / theirs));
        }
        return row
                + String.format(
                        Locale.ROOT,
                        " %.2f | %.2f |",
                        Round.median(scenario.raw(), Round::connections),
                        Round.median(scenario.ours(), Round::connections));
    }
}
