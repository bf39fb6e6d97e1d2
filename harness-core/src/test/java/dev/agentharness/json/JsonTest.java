package dev.agentharness.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The JSON reader")
class JsonTest {

    @Test
    void reads_every_kind_of_value() {
        Map<String, Object> object = Json.object("""
                {"text": "a\\"b\\\\\\u00e9\\n", "whole": -12, "broken": 1.5e3, "yes": true, "no": false,
                 "nothing": null, "list": [1, [], {}], "object": {"inner": "x"}}""");

        assertThat(object)
                .containsEntry("text", "a\"b\\é\n")
                .containsEntry("whole", new BigDecimal("-12"))
                .containsEntry("broken", new BigDecimal("1.5e3"))
                .containsEntry("yes", true)
                .containsEntry("no", false)
                .containsEntry("nothing", null)
                .containsEntry("list", List.of(BigDecimal.ONE, List.of(), Map.of()))
                .containsEntry("object", Map.of("inner", "x"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|the text is empty",
                "{|the text ends",
                "[1]|expected a JSON object but found an array",
                "\"text\"|expected a JSON object but found \"text\"",
                "{} x|unexpected text after the value",
                "{\"a\":1,}|expected '\"'",
                "{\"a\":1,\"a\":2}|the key \"a\" stands twice",
                "{'a':1}|expected '\"'",
                "{\"a\":01}|expected '}'",
                "{\"a\":.5}|expected a value",
                "{\"a\":1.}|expected a digit",
                "{\"a\":+1}|expected a value",
                "{\"a\":NaN}|expected a value",
                "{\"a\":tru}|expected a value",
                "{\"a\":\"x|the text ends inside a string",
                "{\"a\":\"\\x\"}|is no escape",
                "{\"a\":\"\\u12g4\"}|four hexadecimal digits",
                "{\"a\":1e99999999999}|out of range",
                "{\"a\"|the text ends where ':' should be",
                "// {}|expected a value",
            })
    void refuses_what_is_no_json_object_and_says_why(String text, String cause) {
        assertThatIllegalArgumentException().isThrownBy(() -> Json.object(text)).withMessageContaining(cause);
    }

    @Test
    void refuses_a_control_character_in_a_string() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.object("{\"a\":\"x\ny\"}"))
                .withMessageContaining("at character 7")
                .withMessageContaining("control character");
    }

    @Test
    void refuses_depth_that_would_exhaust_the_stack() {
        String deep = "{\"a\":" + "[".repeat(100_000);

        assertThatIllegalArgumentException().isThrownBy(() -> Json.object(deep)).withMessageContaining("levels deep");
    }

    @Test
    void refuses_numbers_that_take_for_ever() {
        String number = "{\"a\":" + "9".repeat(100_000) + "}";

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.object(number))
                .withMessageContaining("100000 characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"b\":1,\"a\":[true,null,\"x\"]}",
                "{ \"a\" : [ true , null , \"\\u0078\" ] , \"b\" : 1.0 }",
                "{\"a\":[true,null,\"x\"],\"b\":10e-1}"
            })
    void writes_equal_values_as_equal_texts(String text) {
        assertThat(Json.canonical(Json.object(text))).isEqualTo("{\"a\":[true,null,\"x\"],\"b\":1}");
    }

    @Test
    void reads_back_what_it_writes() {
        Map<String, Object> value = Map.of(
                "text", "quote \" backslash \\ newline \n tab \t bell \u0007 emoji \uD83D\uDE00",
                "list", Arrays.asList(null, false, new BigDecimal("-0.25")),
                "empty", Map.of());

        assertThat(Json.object(Json.canonical(value))).isEqualTo(value);
    }

    @Test
    void gives_equal_values_equal_fingerprints() {
        assertThat(Fingerprint.of(Json.object("{\"a\":1,\"b\":2}")))
                .isEqualTo(Fingerprint.of(Json.object("{\"b\":2.0,\"a\":1}")))
                .isNotEqualTo(Fingerprint.of(Json.object("{\"a\":1,\"b\":3}")))
                .hasSize(64);
    }
}
