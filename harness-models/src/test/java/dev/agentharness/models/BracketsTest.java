package dev.agentharness.models;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The brackets of a JSON text in pieces")
class BracketsTest {

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", " {\"a\":[{\"}\":\"]\\\"\\\\\"}]} ", "[\"{\"]"})
    void are_closed_once_the_last_piece_is_there(String json) {
        Brackets brackets = new Brackets();
        int whole = json.stripTrailing().length();

        for (int end = 0; end <= json.length(); end++) {
            assertThat(brackets.areClosed(json.substring(0, end)))
                    .as(json.substring(0, end))
                    .isEqualTo(end >= whole);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "7", "null", "\"{}\""})
    void are_not_closed_where_there_are_none(String json) {
        assertThat(new Brackets().areClosed(json)).isFalse();
    }

    @Test
    void are_looked_at_once_each() {
        Brackets brackets = new Brackets();
        LookedAt json = new LookedAt();

        for (int i = 0; i < 1_000; i++) {
            json.all.append("[1,");
            assertThat(brackets.areClosed(json)).isFalse();
        }

        assertThat(json.looks).isEqualTo(json.length());
    }

    private static final class LookedAt implements CharSequence {
        private final StringBuilder all = new StringBuilder();
        private int looks;

        @Override
        public int length() {
            return all.length();
        }

        @Override
        public char charAt(int index) {
            looks++;
            return all.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            throw new UnsupportedOperationException("would look at all of it again");
        }

        @Override
        public String toString() {
            throw new UnsupportedOperationException("would look at all of it again");
        }
    }
}
