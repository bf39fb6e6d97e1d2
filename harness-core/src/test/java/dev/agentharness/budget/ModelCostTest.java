package dev.agentharness.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.model.ModelSpec;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The worst case of a model call")
class ModelCostTest {

    @ParameterizedTest
    @CsvSource({
        "200000, 64000,   9000, 32000, far from the end of the window",
        "200000, 64000, 190000, 32000, by a bound that the input need not reach",
        "  8192,  8192,    192,  8000, in a window as large as the most that is written",
        "  8192,  8192,   6000,  2192, in what is left of a window",
        "  8192,  8192,   8000,  1638, in the fifth of a window that is left of it by a guess",
        "  8192,  8192,  21576,  1000, in what is left of a window by a guess",
        "  8192,  8192,  30000,    64, where nothing seems to be left",
        "  8192,    16,  30000,    16, where nothing seems to be left and less is ever written",
    })
    void asks_for_as_much_output_as_the_window_has_room_for(
            long window, int maxOutput, long input, int output, String where) {
        ModelSpec model = ModelSpec.builder("p", "m")
                .contextWindow(window)
                .maxOutputTokens(maxOutput)
                .build();

        Spend worst = ModelCost.worstCase(1, input, 32_000, model).apply(new Room());

        assertThat(worst.tokens() - input).as(where).isEqualTo(output);
    }
}
