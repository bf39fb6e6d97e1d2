package dev.agentharness.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The key of a memory")
class MemoryKeyTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"Deploy Policy", "deploy_policy", " DEPLOY--policy! ", "ｄｅｐｌｏｙ policy", "dep\u200Bloy/policy"})
    void has_one_spelling(String spelled) {
        assertThat(MemoryKey.of(spelled).text()).isEqualTo("deploy-policy");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dеploy-policy",
                "deplοy-policy",
                "dep1oy-po1icy",
                "depl0y-policy",
                "déploy-policy",
                "deploypolicy",
                "DEPLOY-POLІCY",
                "dерlоу-роliсу"
            })
    void looks_like_its_look_alikes(String other) {
        assertThat(MemoryKey.of(other).skeleton())
                .isEqualTo(MemoryKey.of("deploy-policy").skeleton());
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy-policies", "employ-policy", "deploy-police", "policy-deploy"})
    void does_not_look_like_others(String other) {
        assertThat(MemoryKey.of(other).skeleton())
                .isNotEqualTo(MemoryKey.of("deploy-policy").skeleton());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "-", "\u200B", "!?"})
    void has_a_letter_or_a_digit(String text) {
        assertThatThrownBy(() -> MemoryKey.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void has_a_hundred_characters_at_most() {
        assertThat(MemoryKey.of("a".repeat(100)).text()).hasSize(100);
        assertThatThrownBy(() -> MemoryKey.of("a".repeat(101)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("101");
    }

    @Test
    void is_spelt_the_same_when_what_kept_its_marks_apart_is_gone() {
        MemoryKey key = MemoryKey.of("a\u1a77\u2062\u1ce3\u202d\u0859\u0614");

        assertThat(MemoryKey.of(key.text())).isEqualTo(key);
    }

    @Test
    void is_spelt_the_same_when_it_is_spelt_again() {
        long seed = System.nanoTime();
        System.out.println("MemoryKeyTest seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder("a");
            for (int j = 0; j < 6; j++) {
                int character = random.nextInt(random.nextBoolean() ? 0x3000 : 0x20000);
                text.appendCodePoint(character);
            }

            MemoryKey key = MemoryKey.of(text.toString());

            assertThat(MemoryKey.of(key.text())).as("seed %d", seed).isEqualTo(key);
        }
    }
}
