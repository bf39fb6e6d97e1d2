package dev.agentharness.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A price with more than one step")
class PriceStepsTest {

    private static final Price STEPS =
            Price.perMillion("1", "10").above(100, Price.perMillion("2", "20").above(200, Price.perMillion("4", "40")));

    @Test
    void counts_the_step_that_the_input_reaches() {
        assertThat(micros(STEPS.cost(Usage.of(100, 1)))).isEqualByComparingTo("110");
        assertThat(micros(STEPS.cost(Usage.of(101, 1)))).isEqualByComparingTo("222");
        assertThat(micros(STEPS.cost(Usage.of(201, 1)))).isEqualByComparingTo("844");
    }

    @Test
    void never_promises_more_output_than_the_dollars_pay_for() {
        BigDecimal dollars = new BigDecimal("0.001");

        long output = STEPS.affordableOutput(dollars, 201);

        assertThat(output).isEqualTo(4);
        assertThat(STEPS.atMost(201, output)).isLessThanOrEqualTo(dollars);
    }

    @Test
    void joins_with_another_to_the_dearer_of_both_at_every_length() {
        Price other = Price.perMillion("3", "1").above(150, Price.perMillion("3", "50"));

        Price both = STEPS.orDearer(other);

        for (int input = 0; input < 300; input++) {
            Usage usage = Usage.of(input, 7);
            BigDecimal dearer = STEPS.cost(usage).max(other.cost(usage));
            assertThat(both.cost(usage)).as("input %s", input).isGreaterThanOrEqualTo(dearer);
        }
        assertThat(micros(both.cost(Usage.of(10, 1)))).isEqualByComparingTo("40");
        assertThat(micros(both.cost(Usage.of(160, 1)))).isEqualByComparingTo("530");
    }

    private static BigDecimal micros(BigDecimal dollars) {
        return dollars.movePointRight(6);
    }
}
