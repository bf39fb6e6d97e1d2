package dev.agentharness.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A budget")
class BudgetTest {

    @Test
    void reads_like_a_sentence() {
        Budget budget = Budget.of(
                Limit.tokens(10_000), Limit.time(Duration.ofMinutes(5)), Limit.toolCalls(50), Limit.dollars("10"));

        assertThat(budget).hasToString("[50 tool calls, 10000 tokens, 300 seconds, $10], warning at 80 %");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void refuses_a_limit_that_is_not_positive(long amount) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limit.tokens(amount))
                .withMessage("a limit on tokens must be positive but is " + amount);
        assertThatIllegalArgumentException().isThrownBy(() -> Limit.turns(amount));
        assertThatIllegalArgumentException().isThrownBy(() -> Limit.toolCalls(amount));
        assertThatIllegalArgumentException().isThrownBy(() -> Limit.time(Duration.ofSeconds(amount)));
        assertThatIllegalArgumentException().isThrownBy(() -> Limit.dollars(Long.toString(amount)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10 EUR", "$10", "", "ten", "1,50"})
    void refuses_money_that_is_no_plain_decimal_of_dollars(String money) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limit.dollars(money))
                .withMessageContaining("\"" + money + "\"");
    }

    @Test
    void refuses_two_limits_on_one_meter() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Budget.of(Limit.tokens(5), Limit.tokens(6)))
                .withMessage("two limits on one meter: 5 tokens and 6 tokens");
    }

    @Test
    void refuses_to_limit_nothing() {
        assertThatIllegalArgumentException().isThrownBy(Budget::of);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, 1.01, Double.NaN})
    void refuses_a_warning_threshold_that_is_no_share(double share) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Budget.standard().warnAt(share))
                .withMessageContaining("" + share);
    }

    @Test
    void is_finite_by_default() {
        assertThat(Budget.standard().limits())
                .extracting(Limit::meter)
                .containsExactly(Meter.TURNS, Meter.TOOL_CALLS, Meter.TOKENS, Meter.TIME);
    }
}
