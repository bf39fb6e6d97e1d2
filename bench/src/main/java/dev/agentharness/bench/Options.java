package dev.agentharness.bench;

import java.util.List;
import java.util.stream.Stream;

/**
 * What is asked of the bench, by system properties named {@code bench.*}.
 *
 * @param scenarios names, or what stands before a dash in them; none for all
 * @param contestants names besides the one that the others are compared with; none for all
 * @param rounds that are measured
 * @param warmUp seconds that each contestant runs each scenario before
 * @param jvm arguments for the contestants' processes
 */
record Options(List<String> scenarios, List<String> contestants, int rounds, double warmUp, List<String> jvm) {

    static Options given() {
        return new Options(
                words("bench.scenarios", ","),
                words("bench.contestants", ","),
                Integer.parseInt(System.getProperty("bench.rounds", "5")),
                Double.parseDouble(System.getProperty("bench.warmup", "20")),
                words("bench.jvm", " "));
    }

    private static List<String> words(String property, String separator) {
        return Stream.of(System.getProperty(property, "").split(separator, -1))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** @throws IllegalArgumentException if something is named that there is not */
    void check(List<Group> groups) {
        List<Scenario> all =
                groups.stream().flatMap(group -> group.scenarios().stream()).toList();
        for (String word : scenarios) {
            if (all.stream().noneMatch(scenario -> isCalled(word, scenario))) {
                throw new IllegalArgumentException("bench.scenarios: there is no " + word + " in "
                        + all.stream().map(Scenario::name).toList());
            }
        }
        for (String name : contestants) {
            if (groups.stream().noneMatch(group -> group.contestants().contains(name))) {
                throw new IllegalArgumentException("bench.contestants: there is no " + name);
            }
        }
    }

    boolean takes(Scenario scenario) {
        return scenarios.isEmpty() || scenarios.stream().anyMatch(word -> isCalled(word, scenario));
    }

    private static boolean isCalled(String word, Scenario scenario) {
        return scenario.name().equals(word) || scenario.name().startsWith(word + "-");
    }

    boolean takesContestant(String name) {
        return contestants.isEmpty() || name.equals("raw") || contestants.contains(name);
    }
}
