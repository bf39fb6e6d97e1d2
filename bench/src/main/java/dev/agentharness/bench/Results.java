package dev.agentharness.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/** All rounds of all contestants. */
final class Results {

    private record Key(String scenario, String contestant) {}

    private final Map<Key, List<Figures>> rounds = new LinkedHashMap<>();

    void add(Scenario scenario, String contestant, Figures round) {
        rounds.computeIfAbsent(new Key(scenario.name(), contestant), key -> new ArrayList<>())
                .add(round);
    }

    /** The median of a figure; empty if it was not measured. */
    OptionalDouble median(String scenario, String contestant, Figure figure) {
        double[] sorted = rounds.getOrDefault(new Key(scenario, contestant), List.of()).stream()
                .map(round -> round.values().get(figure))
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        return sorted.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(sorted[sorted.length / 2]);
    }

    /** How many times the median of the loop written by hand. */
    OptionalDouble ratio(String scenario, String contestant, Figure figure) {
        OptionalDouble own = median(scenario, contestant, figure);
        OptionalDouble raw = median(scenario, "raw", figure);
        return own.isEmpty() || raw.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(own.getAsDouble() / raw.getAsDouble());
    }
}
