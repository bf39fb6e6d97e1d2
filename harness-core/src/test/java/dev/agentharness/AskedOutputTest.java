package dev.agentharness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ScriptedModel;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A harness asks a model")
class AskedOutputTest {

    @ParameterizedTest
    @CsvSource({"4096, 4096", "128000, 32000"})
    void for_as_much_as_it_may_write_and_no_more_than_is_sensible(int most, int asked) {
        ScriptedModel model = ScriptedModel.of(
                ModelSpec.builder("p", "m").maxOutputTokens(most).build(), ScriptedModel.says("done"));

        Harness.builder().model(model).build().run("go");

        assertThat(model.requests())
                .singleElement()
                .satisfies(request -> assertThat(request.maxOutputTokens()).isEqualTo(asked));
    }
}
