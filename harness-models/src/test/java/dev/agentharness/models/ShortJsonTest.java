package dev.agentharness.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A short text")
class ShortJsonTest {

    private static final JsonFactory JACKSON = new JsonFactory();

    /** What JSON is made of, and what is nearly that. */
    private static final String[] PIECES = {
        "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\"a\":", "{}", "[]", "\\", "\\n", "\\u00e9", "\\ud83d", "\\u00g0",
                "\\x",
        "0", "-1", "01", "1.5", "1.", ".5", "2e3", "2E+", "true", "false", "null", "nul", "NaN", " ", "\t", "\n",
                "\u000B",
        "\u0001", "\u007F", "\uFEFF", "\u00E9", "\uD83D\uDE00", "\uFF11", "'", "//", "{\"a\":", "},",
                "{\"a\":[1,{\"b\":null}]}"
    };

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", " {\"a\" : [1, -2.5e+3, \"\\u00e9\", true, false, null, {}] }\n", "{\"a\":{\"a\":1}}"})
    void can_be_an_object(String text) {
        assertThat(ShortJson.isObject(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "1", "{} {}", "{\"a\":1,}", "{\"a\":NaN}", "{\"a\":01}", "{a:1}", "{\"a\":\"\n\"}", "{"
            })
    void can_be_none(String text) {
        assertThat(ShortJson.isObject(text)).isFalse();
    }

    @Test
    void is_to_us_what_it_is_to_jackson() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "{\"a\":" : "");
            for (int k = random.nextInt(8); k >= 0; k--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            text.append(random.nextBoolean() ? "}" : "");

            assertThat(ShortJson.isObject(text.toString()))
                    .as("seed %d: %s", seed, text)
                    .isEqualTo(isObjectToJackson(text.toString()));
        }
    }

    private static boolean isObjectToJackson(String text) {
        try (JsonParser parser = JACKSON.createParser(text)) {
            JsonToken first = parser.nextToken();
            parser.skipChildren();
            return first == JsonToken.START_OBJECT && parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }
}
