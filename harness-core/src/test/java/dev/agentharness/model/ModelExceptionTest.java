package dev.agentharness.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.model.ModelException.Kind;
import dev.agentharness.model.ModelException.Replay;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A failure of a model")
class ModelExceptionTest {

    @Test
    void asks_for_no_wait_that_nobody_can_wait() {
        assertThat(asking(Duration.ofSeconds(-5)).retryAfter()).contains(Duration.ZERO);
        assertThat(asking(Duration.ofSeconds(Long.MIN_VALUE)).retryAfter()).contains(Duration.ZERO);
        assertThat(asking(Duration.ofSeconds(Long.MAX_VALUE)).retryAfter()).contains(Duration.ofDays(365));
        assertThat(asking(Duration.ofDays(1)).retryAfter()).contains(Duration.ofDays(1));
    }

    @Test
    void is_as_safe_to_repeat_as_its_kind_unless_more_is_known() {
        ModelException failure = new ModelException(Kind.CONNECTION, "no", null);

        assertThat(failure.replay()).isEqualTo(Replay.UNKNOWN);
        for (ModelException known : List.of(
                failure.withReplay(Replay.SAFE), failure.withReplay(Replay.SAFE).withRetryAfter(Duration.ZERO))) {
            assertThat(known.replay()).isEqualTo(Replay.SAFE);
            assertThat(known.retryable()).isTrue();
            assertThat(known).hasMessage("no");
        }
    }

    private static ModelException asking(Duration wait) {
        return new ModelException(Kind.RATE_LIMITED, "later", 429, wait, null);
    }
}
