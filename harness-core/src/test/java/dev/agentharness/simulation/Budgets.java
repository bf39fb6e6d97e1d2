package dev.agentharness.simulation;

import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.model.ModelSpec;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Draws random limits that are tight for the runs of one model: a few of its calls, seldom all a run would take. */
final class Budgets {

    private final ModelSpec model;

    Budgets(ModelSpec model) {
        this.model = model;
    }

    /** Random limits on at least one meter. */
    Budget draw(RandomGenerator random, double size) {
        List<Limit> limits = new ArrayList<>();
        long tokens = (long) (size * random.nextInt(300, random.nextInt(600, 9_000)));
        if (random.nextInt(5) > 0) {
            limits.add(Limit.tokens(tokens));
        }
        if (random.nextInt(3) == 0) {
            limits.add(Limit.turns(random.nextInt(1, 7)));
        }
        if (random.nextInt(3) == 0) {
            limits.add(Limit.toolCalls(random.nextInt(1, 9)));
        }
        if (random.nextInt(4) == 0) {
            limits.add(Limit.time(Duration.ofSeconds(random.nextInt(10, 90))));
        }
        if (model.price().isPresent() && (random.nextBoolean() || limits.isEmpty())) {
            BigDecimal dollars = model.price().get().atMost(random.nextLong(tokens + 1), random.nextLong(tokens + 1));
            limits.add(Limit.dollars(dollars.add(new BigDecimal("0.0001")).toPlainString()));
        }
        if (limits.isEmpty()) {
            limits.add(Limit.turns(random.nextInt(1, 5)));
        }
        return Budget.of(limits).closingShare(random.nextInt(3) * 0.1).warnAt(random.nextDouble(0.5, 1));
    }
}
