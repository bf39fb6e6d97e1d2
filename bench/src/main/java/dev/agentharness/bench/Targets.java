package dev.agentharness.bench;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** All that we want to keep to, and whether we do. */
record Targets(Results results) {

    private static final List<String> TURNS = List.of("turns-1", "turns-10", "turns-50", "turns-200");
    private static final List<String> STREAMS = List.of("deltas-5x300", "deltas-1x1000");
    private static final List<String> START = List.of("first-request");

    private static final List<Target> ALL = List.of(
            Target.ratio("CPU, 1 turn", "turns-1", Figure.CPU, 1.1),
            Target.ratio("CPU, 10 turns", "turns-10", Figure.CPU, 1.1),
            Target.ratio("CPU, 50 turns", "turns-50", Figure.CPU, 0.8),
            Target.ratio("CPU, 200 turns", "turns-200", Figure.CPU, 0.5),
            Target.ratio("CPU, 100 results of 20 KB", "results-20k", Figure.CPU, 0.35),
            Target.ratio("CPU, 40 tools", "tools-40", Figure.CPU, 0.7),
            Target.ratio("allocated, 10 turns", "turns-10", Figure.ALLOCATED, 1.2),
            Target.ratio("allocated, 50 turns", "turns-50", Figure.ALLOCATED, 0.6),
            Target.spread(
                    "allocated, most by least from 10 to 200 turns",
                    List.of("turns-10", "turns-50", "turns-200"),
                    Figure.ALLOCATED,
                    1.25),
            Target.ratios("bytes sent", TURNS, Figure.SENT, 1),
            Target.ratios("CPU for a delta", STREAMS, Figure.DELTA_CPU, 1.2),
            Target.value("allocated for a delta, KiB", STREAMS, Figure.DELTA_ALLOCATED, 2),
            Target.ratio("wall time of 1,000 runs at once", "runs-1000", Figure.WALL, 1.1),
            Target.value(
                    "heap of a waiting run with 20 results of 4 KB, KiB", List.of("parked-20x4k"), Figure.HEAP, 180),
            Target.value("new connections for 100 requests, whole answers", TURNS, Figure.CONNECTIONS, 0.2),
            Target.value("new connections for 100 requests, streams", STREAMS, Figure.CONNECTIONS, 0.2),
            Target.ratios("first request", START, Figure.FIRST_REQUEST, 1.2),
            Target.value("jars of a hello world", START, Figure.JARS, 10),
            Target.value("MB of a hello world", START, Figure.MEGABYTES, 7));

    String table() {
        StringBuilder table = new StringBuilder("### Against the targets\n\n| ours | target | measured | holds |\n");
        table.append("|---|---|---|---|\n");
        ALL.forEach(target -> table.append(row(target)));
        return table.toString();
    }

    private String row(Target target) {
        OptionalDouble found = target.found().apply(results);
        if (found.isEmpty()) {
            return "";
        }
        double rounded = Math.round(found.getAsDouble() * 100) / 100.0;
        return String.format(
                Locale.ROOT,
                "| %s | ≤ %s | %s | %s |%n",
                target.what(),
                number(target.most()),
                number(rounded),
                rounded <= target.most() ? "yes" : "**no**");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value == Math.rint(value) ? "%.0f" : "%.2f", value);
    }
}
