package dev.agentharness.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A price")
class PriceTest {

    @Test
    void is_exact_to_the_last_digit() {
        Price price = Price.perMillion("3", "15").cacheRead("0.30").cacheWrite("3.75", "6");

        // 1000 plain, 2000 read, 300 written for minutes, 100 for an hour, 50 out
        assertThat(price.cost(new Usage(3_400, 50, 2_000, 400, 100, 20))).isEqualByComparingTo("0.006075");
    }

    @Test
    void takes_cached_input_for_plain_input_where_nothing_else_is_said() {
        assertThat(Price.perMillion("3", "15").cost(new Usage(1_000_000, 0, 500_000, 500_000, 0, 0)))
                .isEqualByComparingTo("3");
    }

    @Test
    void is_never_above_its_bound() {
        Price price = Price.perMillion("3", "15").cacheRead("0.30").cacheWrite("3.75", "6");

        assertThat(price.atMost(1_000_000, 1_000_000)).isEqualByComparingTo("21");
    }

    @Test
    void refuses_to_be_negative() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Price.perMillion("-1", "2"))
                .withMessageContaining("input price");
    }

    @Test
    void refuses_usage_whose_parts_exceed_the_whole() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Usage(10, 0, 6, 5, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Usage(0, 1, 0, 0, 0, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> Usage.of(-1, 0));
    }
}
