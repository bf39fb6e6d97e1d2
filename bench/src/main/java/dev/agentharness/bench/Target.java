package dev.agentharness.bench;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/**
 * What a figure of ours should not exceed.
 *
 * @param found the figure; empty if it was not measured
 */
record Target(String what, double most, Function<Results, OptionalDouble> found) {

    private static final String OURS = "ours";

    /** So many times what the loop written by hand needs, at most. */
    static Target ratio(String what, String scenario, Figure figure, double most) {
        return new Target(what, most, results -> results.ratio(scenario, OURS, figure));
    }

    /** The same in each of these scenarios. */
    static Target ratios(String what, List<String> scenarios, Figure figure, double most) {
        return new Target(
                what,
                most,
                results -> each(scenarios, name -> results.ratio(name, OURS, figure))
                        .max());
    }

    static Target value(String what, List<String> scenarios, Figure figure, double most) {
        return new Target(
                what,
                most,
                results -> each(scenarios, name -> results.median(name, OURS, figure))
                        .max());
    }

    /** The largest by the smallest of these scenarios. */
    static Target spread(String what, List<String> scenarios, Figure figure, double most) {
        return new Target(what, most, results -> {
            double[] values = each(scenarios, name -> results.median(name, OURS, figure))
                    .sorted()
                    .toArray();
            return values.length < scenarios.size()
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(values[values.length - 1] / values[0]);
        });
    }

    private static DoubleStream each(List<String> scenarios, Function<String, OptionalDouble> figure) {
        return scenarios.stream().map(figure).flatMapToDouble(OptionalDouble::stream);
    }
}
