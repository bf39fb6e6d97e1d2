package dev.agentharness.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A JSON document")
class JsonDocumentTest {

    private static final String GOOD =
            "{\"a\":[{\"b\":\"x\",\"c\":1.50,\"d\":null},true],\"e\":{},\"ü\":\"\uD83D\uDE00\"}";

    private final JsonDocument document = new JsonDocument();

    @Test
    void reads_one_text_after_the_other() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(read(GOOD)).isEqualTo(GOOD);
            assertThat(read(" [1]\r\n")).isEqualTo("[1]");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "-1.5e3", "\"s\"", "true", "null"})
    void reads_a_value_that_is_no_object(String value) throws IOException {
        assertThat(read(value)).isEqualTo(value);
        assertThat(read(GOOD)).isEqualTo(GOOD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":",
                "[1,2",
                "{\"a\":\"b",
                "{\"a\"",
                "nul",
                "[1,]",
                "{\"a\" 1}",
                "{\"a\":1,}",
                "\"a",
                "{\"a\":tr"
            })
    void refuses_what_is_none_and_reads_on_with_the_next(String text) throws IOException {
        assertThatThrownBy(() -> read(text)).isInstanceOf(JsonProcessingException.class);
        assertThat(read(GOOD)).isEqualTo(GOOD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "{} x", "{}tru", "{}{}", "{} 5", "5 6", "{}\""})
    void refuses_nothing_and_more_than_one(String text) throws IOException {
        assertThatThrownBy(() -> read(text)).isInstanceOf(BadAnswer.class);
        assertThat(read(GOOD)).isEqualTo(GOOD);
    }

    @Test
    void knows_an_object_whatever_it_has_read_before() {
        JsonDocument reader = JsonDocument.strict();
        for (int i = 0; i < 2; i++) {
            assertThat(List.of("{}", " {\"a\":[1]}\n", "{\"a\":\"\u00e9\"}")).allMatch(reader::readObject);
            assertThat(List.of("\uFEFF{}", "[1]", "{", "{}{}", "{} x", "", " ", "{\"a\":NaN}", "{a:1}"))
                    .noneMatch(reader::readObject)
                    .noneMatch(JsonDocument::isObject);
        }
    }

    @Test
    void tells_counts_and_other_numbers() throws IOException {
        byte[] json = "{\"a\":12,\"b\":-3,\"c\":1e3,\"d\":12345678901234567890}".getBytes(StandardCharsets.UTF_8);
        Node numbers = document.read(json, json.length);

        assertThat(numbers.get("a").number(0)).isEqualTo(12);
        assertThat(numbers.get("b").number(0)).isEqualTo(-3);
        assertThat(numbers.get("c").number(0)).isEqualTo(1_000);
        assertThat(numbers.get("d").number(0)).isEqualTo(1.2345678901234567e19);
        assertThat(numbers.get("e").number(7)).isEqualTo(7);
    }

    @Test
    void reads_numbers_that_are_none_but_does_not_call_a_text_with_them_json() throws IOException {
        byte[] json = "[NaN,Infinity,-Infinity,1]".getBytes(StandardCharsets.UTF_8);
        Node numbers = document.read(json, json.length);

        assertThat(numbers)
                .extracting(number -> number.number(0))
                .containsExactly(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1.0);
        assertThat(JsonDocument.isObject("{\"x\":NaN}")).isFalse();
        assertThat(new JsonDocument().read(json, json.length).json()).isEqualTo("[null,null,null,1]");
    }

    private String read(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return document.read(bytes, bytes.length).json();
    }
}
