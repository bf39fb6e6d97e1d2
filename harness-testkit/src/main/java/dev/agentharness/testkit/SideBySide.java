package dev.agentharness.testkit;

import dev.agentharness.Harness;
import dev.agentharness.model.ModelClient;
import java.util.List;
import java.util.function.Function;

/**
 * Runs the same scenarios under two versions of a harness, such as before and after a change of its prompt.
 *
 * <pre>{@code
 * Comparison comparison = SideBySide.run(scenarios, model -> support(model, accepted), model -> support(model, changed));
 * System.out.println(comparison);
 * }</pre>
 */
public final class SideBySide {

    private SideBySide() {}

    /**
     * Runs each scenario under both, one after the other, on this thread.
     *
     * @param before builds the harness as it was, around a model
     * @param after builds the harness as it is to be
     */
    public static Comparison run(
            List<Scenario> scenarios,
            Function<? super ModelClient, Harness> before,
            Function<? super ModelClient, Harness> after) {
        return new Comparison(scenarios.stream()
                .map(scenario ->
                        new Comparison.Pair(scenario.name(), observe(scenario, before), observe(scenario, after)))
                .toList());
    }

    private static Observed observe(Scenario scenario, Function<? super ModelClient, Harness> version) {
        return Observed.of(version.apply(scenario.model().get()).run(scenario.task()));
    }
}
