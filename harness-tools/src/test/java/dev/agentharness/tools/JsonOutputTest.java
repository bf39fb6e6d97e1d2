package dev.agentharness.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentharness.Harness;
import dev.agentharness.Task;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolResult;
import dev.agentharness.run.RunResult;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A JSON output")
class JsonOutputTest {

    enum Level {
        LOW,
        HIGH
    }

    record Finding(String source, Level level) {}

    record View(int score, BigDecimal share, boolean checked, List<Finding> findings, Optional<String> note) {
        View {
            if (score < 0 || score > 100) {
                throw new IllegalArgumentException("score must be from 0 to 100 but is " + score);
            }
        }
    }

    record Deadline(LocalDate day) {}

    private static final JsonOutput<View> VIEW = JsonOutput.of(View.class);

    @Test
    @DisplayName("reads an answer of the right shape")
    void reads() {
        View view = VIEW.read("""
                {"score": 42, "share": 0.5, "checked": true,
                 "findings": [{"source": "a.txt", "level": "HIGH"}], "note": "late"}""");

        assertThat(view)
                .isEqualTo(new View(
                        42,
                        new BigDecimal("0.5"),
                        true,
                        List.of(new Finding("a.txt", Level.HIGH)),
                        Optional.of("late")));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {"left out | ''", "null | ,\"note\":null"})
    @DisplayName("reads an optional component as empty that is")
    void optional(String how, String note) {
        View view = VIEW.read("{\"score\":1,\"share\":1,\"checked\":false,\"findings\":[]" + note + "}");

        assertThat(view.note()).isEmpty();
    }

    record Sums(BigDecimal exact, int small, OffsetDateTime at) {}

    @Test
    @DisplayName("keeps every digit of a sum and the offset of a time")
    void exact() {
        Sums sums = JsonOutput.of(Sums.class)
                .read("{\"exact\":0.12345678901234567890,\"small\":1,\"at\":\"2026-01-31T10:00:00+02:00\"}");

        assertThat(sums.exact()).isEqualTo(new BigDecimal("0.12345678901234567890"));
        assertThat(sums.at()).isEqualTo(OffsetDateTime.parse("2026-01-31T10:00:00+02:00"));
    }

    @Test
    @DisplayName("reads 7.0 as the whole number that it is to a schema")
    void wholeNumbers() {
        assertThat(VIEW.read("{\"score\":7.0,\"share\":1,\"checked\":true,\"findings\":[]}")
                        .score())
                .isEqualTo(7);
    }

    @Test
    @DisplayName("says the range of a number that is too large for its type")
    void range() {
        assertThatThrownBy(() -> JsonOutput.of(Sums.class)
                        .read("{\"exact\":1,\"small\":3000000000,\"at\":\"2026-01-31T10:00:00Z\"}"))
                .hasMessage("'small' must be a whole number from -2147483648 to 2147483647 but is 3000000000");
    }

    @Test
    @DisplayName("reads dates")
    void dates() {
        assertThat(JsonOutput.of(Deadline.class)
                        .read("{\"day\":\"2026-01-31\"}")
                        .day())
                .isEqualTo(LocalDate.of(2026, 1, 31));
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'share':1,'checked':true,'findings':[]} | 'score' is missing; it must be a whole number",
                "{'score':1,'share':1,'checked':true} | 'findings' is missing; it must be an array",
                "{'score':null,'share':1,'checked':true,'findings':[]} | 'score' must be a whole number but is null",
                "{'score':1,'share':null,'checked':true,'findings':[]} | 'share' must be a number but is null",
                "{'score':'7','share':1,'checked':true,'findings':[]} | 'score' must be a whole number but is \"7\"",
                "{'score':7.5,'share':1,'checked':true,'findings':[]} | 'score' must be a whole number but is 7.5",
                "{'score':7,'share':'x','checked':true,'findings':[]} | 'share' must be a number but is \"x\"",
                "{'score':7,'share':1,'checked':'yes','findings':[]} | 'checked' must be true or false but is \"yes\"",
                "{'score':7,'share':1,'checked':1,'findings':[]} | 'checked' must be true or false but is 1",
                "{'score':7,'share':1,'checked':true,'findings':{}} | 'findings' must be an array but is an object",
                "{'score':7,'share':1,'checked':true,'findings':[],'extra':1} | 'extra' is unknown; known are",
                "{'score':7,'share':1,'checked':true,'findings':[null]} | 'findings[0]' must be an object but is null",
                "{'score':7,'share':1,'checked':true,'findings':[{'source':'a','level':'MAYBE'}]} |"
                        + " 'findings[0].level' must be one of \"LOW\", \"HIGH\" but is \"MAYBE\"",
                "{'score':7,'share':1,'checked':true,'findings':[{'source':'a','level':1}]} |"
                        + " 'findings[0].level' must be one of \"LOW\", \"HIGH\" but is 1",
                "{'score':7,'share':1,'checked':true,'findings':[{'source':5,'level':'LOW'}]} |"
                        + " 'findings[0].source' must be a string but is 5",
                "{'score':7,'share':1,'checked':true,'findings':[{'level':'LOW'}]} |"
                        + " 'findings[0].source' is missing; it must be a string",
                "{'score':7,'share':1,'checked':true,'findings':[{'source':'a','level':'LOW','x':1}]} |"
                        + " 'findings[0].x' is unknown; known are",
                "{'score':101,'share':1,'checked':true,'findings':[]} | score must be from 0 to 100 but is 101",
                "[] | the value must be an object but is an array",
                "{'score':1 | not valid JSON",
                "{'score':1,'score':2,'share':1,'checked':true,'findings':[]} | Duplicate field 'score'",
                "{'score':1,'share':1,'checked':true,'findings':[]} {} | not valid JSON"
            })
    @DisplayName("refuses, and says where and why")
    void refuses(String json, String words) {
        assertThatThrownBy(() -> VIEW.read(json.replace('\'', '"')))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words.replace("Duplicate field 'score'", "Duplicate"));
    }

    @Test
    @DisplayName("tells the model what its record's constructor refuses, and takes the better answer")
    void constraintReachesModel() {
        String answer = "{\"score\":%d,\"share\":1,\"checked\":true,\"findings\":[]}";
        ScriptedModel model = ScriptedModel.of(
                ScriptedModel.calls("submit", answer.formatted(101)),
                ScriptedModel.calls("submit", answer.formatted(99)));

        RunResult result = Harness.builder()
                .model(model)
                .build()
                .run(Task.builder("Assess.").output(VIEW).build());

        ToolResult refusal =
                model.requests().get(1).messages().get(2).toolResults().get(0);
        assertThat(refusal.error()).isTrue();
        assertThat(refusal.text()).contains("score must be from 0 to 100 but is 101");
        assertThat(result.output(VIEW)).map(View::score).contains(99);
    }
}
