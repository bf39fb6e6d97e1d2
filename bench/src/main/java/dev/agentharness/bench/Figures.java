package dev.agentharness.bench;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What one round of a scenario came to. */
record Figures(Map<Figure, Double> values) {

    static Figures none() {
        return new Figures(new EnumMap<>(Figure.class));
    }

    Figures with(Figure figure, double value) {
        Map<Figure, Double> more = new EnumMap<>(Figure.class);
        more.putAll(values);
        more.put(figure, value);
        return new Figures(more);
    }

    /** One line, by which processes tell each other. */
    String line() {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    }

    static Figures parse(String line) {
        Map<Figure, Double> values = new EnumMap<>(Figure.class);
        Arrays.stream(line.split(" ", -1))
                .map(pair -> pair.split("=", -1))
                .forEach(pair -> values.put(Figure.valueOf(pair[0]), Double.valueOf(pair[1])));
        return new Figures(values);
    }
}
