package dev.agentharness.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.budget.Meter;
import dev.agentharness.simulation.Simulation.Summary;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@code -Dharness.simulation.seed=…} and {@code -Dharness.simulation.runs=…} run it otherwise. */
@DisplayName("In random runs with sub-agents three levels deep, a budget")
class BudgetSimulationTest {

    private static final long SEED = Long.getLong("harness.simulation.seed", System.nanoTime());
    private static final int RUNS = Integer.getInteger("harness.simulation.runs", 200_000);

    @Test
    void is_exceeded_in_no_scope() throws Exception {
        System.out.println("budget simulation: seed " + SEED);

        Summary summary = new Simulation(SEED, true, 0).run(RUNS, (scenario, seen) -> {
            List<String> overshoots = scenario.overshoots();
            seen.overshoots += overshoots.isEmpty() ? 0 : 1;
            seen.faults.addAll(overshoots);
            seen.faults.addAll(scenario.underbooked());
        });

        summary.fill.remove(Meter.TIME);
        System.out.println("budget simulation: " + summary + ", fullest scope by meter " + summary.fill);
        System.out.printf(
                Locale.ROOT,
                "evidence: budget.overshoot = %d of %d runs (seed %d), max fill ratio %.4f%n",
                summary.overshoots,
                summary.runs,
                SEED,
                summary.fill.values().stream().max(Double::compare).orElseThrow());
        assertThat(summary.faults).isEmpty();
        assertThat(summary.overshoots).isZero();
        assertThat(summary.runs).isEqualTo(RUNS);
    }

    @Test
    void is_exceeded_often_where_it_is_only_looked_at_after_the_call() throws Exception {
        Summary summary = new Simulation(SEED, false, 0)
                .run(
                        Math.max(1, RUNS / 40),
                        (scenario, seen) ->
                                seen.overshoots += scenario.overshoots().isEmpty() ? 0 : 1);

        System.out.println("evidence: budget.unguarded = " + summary.overshoots + " overshoots seen (in " + summary.runs
                + " runs, seed " + SEED + ")");
        assertThat(summary.overshoots).isPositive();
    }

    @Test
    void is_exceeded_by_no_more_than_events_say_where_the_provider_bills_more_than_was_asked_for() throws Exception {
        Summary summary = new Simulation(SEED, true, 0.2).run(Math.max(1, RUNS / 20), (scenario, seen) -> {
            seen.overshoots += scenario.overshoots().isEmpty() ? 0 : 1;
            seen.overdrawn += scenario.isOverdrawn() ? 1 : 0;
            seen.faults.addAll(scenario.unexplained());
        });

        System.out.println("budget simulation: " + summary.overshoots + " of " + summary.runs
                + " runs over a limit with a provider that overbills, overdrafts told of in " + summary.overdrawn);
        assertThat(summary.faults).isEmpty();
        assertThat(summary.overdrawn).isPositive();
    }
}
