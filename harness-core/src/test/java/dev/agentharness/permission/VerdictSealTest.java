package dev.agentharness.permission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.agentharness.model.ToolCall;
import dev.agentharness.run.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A sealed verdict")
class VerdictSealTest {

    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    private static final ToolCall CALL = new ToolCall("call-1", "pay", "{\"to\":\"Ann\"}");

    private static VerdictSeal seal(byte[] key, long second) {
        return VerdictSeal.of(key, Duration.ofHours(1), Clock.fixed(Instant.ofEpochSecond(second), ZoneOffset.UTC));
    }

    @Test
    void comes_back_as_it_was_and_bound() {
        List<Verdict> verdicts = List.of(
                Verdict.allow("call-1"),
                Verdict.deny("call-1", "Not Ann, \"ever\"…"),
                Verdict.allowChanged("call-1", "{\"to\":\"Bob\"}"),
                Verdict.allowForRun("call-1"));

        for (Verdict verdict : verdicts) {
            String sealed = seal(KEY, 0).seal("run-1", CALL, verdict);

            assertThat(sealed).matches("[A-Za-z0-9_.-]+");
            assertThat(seal(KEY, 3599).open(sealed)).isEqualTo(verdict.boundTo("run-1", CALL));
        }
    }

    @Test
    void is_refused_once_its_time_is_over() {
        String sealed = seal(KEY, 0).seal("run-1", CALL, Verdict.allow("call-1"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> seal(KEY, 3600).open(sealed))
                .withMessageContaining("no longer valid");
    }

    @Test
    void is_refused_under_another_key() {
        byte[] other = KEY.clone();
        other[0]++;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> seal(KEY, 0).open(seal(other, 0).seal("run-1", CALL, Verdict.allow("call-1"))))
                .withMessageContaining("seal");
    }

    @Test
    void is_refused_when_any_of_it_is_changed() {
        String sealed = seal(KEY, 0).seal("run-1", CALL, Verdict.deny("call-1", "no"));
        String content = new String(
                Base64.getUrlDecoder().decode(sealed.substring(0, sealed.indexOf('.'))), StandardCharsets.UTF_8);
        String forged = Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(content.replace("\"allowed\":false", "\"allowed\":true")
                                .getBytes(StandardCharsets.UTF_8))
                + sealed.substring(sealed.indexOf('.'));

        assertThat(forged).isNotEqualTo(sealed);
        for (String bad : List.of(forged, sealed.substring(0, sealed.indexOf('.') + 1), "", "x", "!.!", "." + sealed)) {
            assertThatIllegalArgumentException().isThrownBy(() -> seal(KEY, 0).open(bad));
        }
    }

    @Test
    void needs_a_key_that_cannot_be_guessed_and_a_call_that_it_is_about() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> seal("secret".getBytes(StandardCharsets.UTF_8), 0))
                .withMessageContaining("32");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> seal(KEY, 0).seal("run-1", CALL, Verdict.allow("call-2")))
                .withMessageContaining("call-2");
    }
}
