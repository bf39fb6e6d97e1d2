package dev.agentharness.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.model.Message;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The bound of a request's input")
class InputBoundTest {

    private static final ModelSpec MODEL =
            ModelSpec.builder("provider", "model").build();

    @Test
    void counts_the_schema_of_the_answer_and_fields_in_the_providers_words() {
        ModelRequest bare =
                ModelRequest.builder().messages(List.of(Message.user("Hi"))).build();
        String wordy = "\"" + "x".repeat(10_000) + "\"";

        assertThat(InputBound.of(bare.toBuilder().option("field", wordy).build(), MODEL))
                .isGreaterThan(InputBound.of(bare, MODEL) + 10_000);
        assertThat(InputBound.of(
                        bare.toBuilder()
                                .outputSchema("{\"title\":" + wordy + "}")
                                .build(),
                        MODEL))
                .isGreaterThan(InputBound.of(bare, MODEL) + 10_000);
    }

    @Test
    void has_a_token_for_each_byte_of_any_text() {
        long seed = 20261122;
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            String text = random.ints(random.nextInt(20), 0, Character.MAX_CODE_POINT + 1)
                    .filter(point -> point > Character.MAX_VALUE || !Character.isSurrogate((char) point))
                    .map(point -> random.nextBoolean() ? point : point & 0x7ff)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            assertThat(tokens(text))
                    .as("'%s', seed %d", text, seed)
                    .isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
        }
    }

    @Test
    void has_three_for_half_a_character_which_is_sent_as_the_sign_for_that() {
        assertThat(tokens("a\ud83d")).isEqualTo(4);
        assertThat(tokens("\ude00a")).isEqualTo(4);
        assertThat(tokens("\ud83d\ude00")).isEqualTo(4);
    }

    private static long tokens(String text) {
        return InputBound.of(List.of(Message.user(text)), MODEL) - InputBound.of(List.of(Message.user("")), MODEL);
    }
}
