package dev.agentharness.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A mark")
class MarkTest {

    @Test
    void agrees_with_exact_decimals_about_any_amount_of_any_meter() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 20_000; i++) {
            Meter meter = Meter.values()[random.nextInt(Meter.values().length)];
            BigDecimal amount = BigDecimal.valueOf(random.nextLong(1, 400), random.nextInt(0, 3));
            Spend taken = taken(meter, random.nextLong(0, 6));
            int compared = taken.of(meter).compareTo(amount);

            Mark mark = Mark.at(meter, amount);

            assertThat(isExceeded(mark, taken))
                    .as("%s beyond %s of %s, seed %d", taken, amount, meter, seed)
                    .isEqualTo(compared > 0);
            assertThat(isReached(mark, taken))
                    .as("%s at %s of %s, seed %d", taken, amount, meter, seed)
                    .isEqualTo(compared >= 0);
        }
    }

    @Test
    void stands_for_amounts_that_no_count_reaches() {
        Mark mark = Mark.at(Meter.TOKENS, new BigDecimal("1e40"));

        assertThat(mark.isReachedBy(Long.MAX_VALUE / 4)).isFalse();
    }

    private static boolean isExceeded(Mark mark, Spend taken) {
        return mark.meter() == Meter.DOLLARS
                ? mark.isExceededBy(taken.dollars())
                : mark.isExceededBy(taken.units(mark.meter()));
    }

    private static boolean isReached(Mark mark, Spend taken) {
        return mark.meter() == Meter.DOLLARS
                ? mark.isReachedBy(taken.dollars())
                : mark.isReachedBy(taken.units(mark.meter()));
    }

    private static Spend taken(Meter meter, long amount) {
        return switch (meter) {
            case TURNS -> new Spend(amount, 0, 0, BigDecimal.ZERO, Duration.ZERO);
            case TOOL_CALLS -> new Spend(0, amount, 0, BigDecimal.ZERO, Duration.ZERO);
            case TOKENS -> new Spend(0, 0, amount, BigDecimal.ZERO, Duration.ZERO);
            case DOLLARS -> new Spend(0, 0, 0, BigDecimal.valueOf(amount), Duration.ZERO);
            case TIME -> new Spend(0, 0, 0, BigDecimal.ZERO, Duration.ofSeconds(amount));
        };
    }
}
