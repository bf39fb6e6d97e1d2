package dev.agentharness.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A character that is not seen")
class UnseenTest {

    @ParameterizedTest
    @ValueSource(
            ints = {
                0x00, 0x07, 0x0B, 0x1B, 0x7F, 0x85, 0x9B, 0xAD, 0x034F, 0x061C, 0x115F, 0x1160, 0x180E, 0x200B, 0x200E,
                0x200F, 0x202A, 0x202E, 0x2060, 0x2064, 0x2065, 0x2066, 0x2069, 0x206F, 0x2800, 0x3164, 0xD800, 0xE000,
                0xFEFF, 0xFFA0, 0xFFF0, 0xFFF9, 0x1D173, 0xE0001, 0xE0020, 0xE007F, 0xE0100, 0xE01EF, 0xE0FFF, 0xF0000
            })
    void hides_something(int character) {
        assertThat(Unseen.hides(character)).isTrue();
        assertThat(Unseen.shapes(character)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x200C, 0x200D, 0xFE00, 0xFE0E, 0xFE0F, 0x180B, 0x180F})
    void only_shapes_its_neighbours(int character) {
        assertThat(Unseen.hides(character)).isFalse();
        assertThat(Unseen.shapes(character)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\n\tb\r\n",
                "Änderung, 変更, изменить, تغيير",
                "\u0600\u06DD",
                "a\u0301",
                "e\u00A0f",
                "🎉 👍🏽 🇩🇪"
            })
    void is_none_of_those_that_people_write(String text) {
        assertThat(text.codePoints()).noneMatch(Unseen::hides).noneMatch(Unseen::shapes);
    }
}
