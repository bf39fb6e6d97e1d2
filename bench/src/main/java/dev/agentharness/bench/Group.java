package dev.agentharness.bench;

import java.util.List;
import java.util.stream.Stream;

/**
 * Scenarios that are measured and printed together.
 *
 * @param contestants the first is what the others are compared with
 * @param rounds the most that are worth their time
 * @param manyAtOnce whether there are so many runs that they want virtual threads, so the newest Java, and a large heap
 */
record Group(
        String title,
        List<String> contestants,
        List<Scenario> scenarios,
        List<Figure> figures,
        int rounds,
        boolean manyAtOnce) {

    private static final int MANY = 1_000;
    private static final int FEW = 3;

    /** Where the wire makes no difference. */
    private static final List<String> FRAMEWORKS = List.of("raw", "ours", "langchain4j");

    private static final List<String> EVERYBODY =
            List.of("raw", "ours", "ours-anthropic", "ours-responses", "ours-gemini", "langchain4j");

    static final List<Group> ALL = List.of(
            new Group(
                    "Turns",
                    EVERYBODY,
                    List.of(
                            new Turns("turns-1", Plan.turns(1)),
                            new Turns("turns-10", Plan.turns(10)),
                            new Turns("turns-50", Plan.turns(50)),
                            new Turns("turns-200", Plan.turns(200)),
                            new Turns("tools-40", Plan.turns(10).withTools(40)),
                            new Turns("results-20k", Plan.turns(100).withResults(20_000))),
                    List.of(Figure.CPU, Figure.ALLOCATED, Figure.SENT, Figure.CONNECTIONS),
                    MANY,
                    false),
            new Group(
                    "Streams",
                    EVERYBODY,
                    List.of(
                            new Streaming("deltas-5x300", Plan.turns(4).withDeltas(300)),
                            new Streaming("deltas-1x1000", Plan.turns(0).withDeltas(1_000))),
                    List.of(Figure.DELTA_CPU, Figure.DELTA_ALLOCATED, Figure.DELIVERED, Figure.CONNECTIONS),
                    MANY,
                    false),
            new Group(
                    "Many runs at once",
                    FRAMEWORKS,
                    List.of(new Crowd("runs-200", 200), new Crowd("runs-1000", 1_000), new Crowd("runs-5000", 5_000)),
                    List.of(Figure.WALL, Figure.CPU, Figure.IN_FLIGHT),
                    FEW,
                    true),
            new Group(
                    "Waiting runs",
                    FRAMEWORKS,
                    List.of(
                            new Parked(
                                    "parked-4x200",
                                    Plan.turns(4).withResults(200).heldAtTheEnd()),
                            new Parked(
                                    "parked-20x4k",
                                    Plan.turns(20).withResults(4_096).heldAtTheEnd())),
                    List.of(Figure.HEAP),
                    FEW,
                    true),
            new Group(
                    "The first request of a process",
                    FRAMEWORKS,
                    List.of(new FirstRequest("first-request")),
                    List.of(Figure.FIRST_REQUEST, Figure.JARS, Figure.MEGABYTES),
                    MANY,
                    false),
            new Group(
                    "Interruption in a silent stream",
                    List.of("ours"),
                    List.of(new Interruption("interrupt")),
                    List.of(Figure.INTERRUPTED),
                    MANY,
                    false));

    static Scenario scenario(String name) {
        return ALL.stream()
                .flatMap(group -> group.scenarios().stream())
                .filter(scenario -> scenario.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no scenario " + name));
    }

    /** The part of it that is asked for. */
    Group chosen(Options options) {
        return new Group(
                title,
                contestants.stream().filter(options::takesContestant).toList(),
                scenarios.stream().filter(options::takes).toList(),
                figures,
                Math.min(rounds, options.rounds()),
                manyAtOnce);
    }

    boolean isEmpty() {
        return contestants.isEmpty() || scenarios.isEmpty();
    }

    static Stream<Group> chosenBy(Options options) {
        options.check(ALL);
        return ALL.stream().map(group -> group.chosen(options)).filter(group -> !group.isEmpty());
    }
}
