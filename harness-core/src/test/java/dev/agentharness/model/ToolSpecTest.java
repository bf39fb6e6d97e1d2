package dev.agentharness.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What is said of a tool")
class ToolSpecTest {

    private static ToolSpec.Builder everything() {
        return ToolSpec.builder("search", "Searches")
                .version("3")
                .inputSchema("{\"type\":\"object\",\"required\":[\"q\"]}")
                .effect(Effect.READ_ONLY)
                .risk(Risk.EXTERNAL_READ)
                .timeout(Duration.ofSeconds(5))
                .maxOutputChars(500)
                .polling(true)
                .scopes("web")
                .untrusted(false)
                .rateLimit(60, Duration.ofMinutes(1))
                .concurrency(4)
                .idempotencyKeys(true)
                .cacheFor(Duration.ofHours(1));
    }

    @Test
    void is_the_same_again_when_it_is_built_upon() {
        ToolSpec spec = everything().build();

        assertThat(spec.toBuilder().build()).isEqualTo(spec);
        assertThat(spec.toBuilder().build().required()).containsExactly("q");
    }

    @Test
    void differs_when_any_limit_differs() {
        assertThat(everything().rateLimit(61, Duration.ofMinutes(1)).build())
                .isNotEqualTo(everything().build());
        assertThat(everything().concurrency(5).build())
                .isNotEqualTo(everything().build());
        assertThat(everything().idempotencyKeys(false).build())
                .isNotEqualTo(everything().build());
        assertThat(everything().cacheFor(Duration.ofHours(2)).build())
                .isNotEqualTo(everything().build());
    }

    @Test
    void does_not_change_with_the_builder_it_came_from() {
        ToolSpec.Builder builder = everything();
        ToolSpec spec = builder.build();

        builder.risk(Risk.DESTRUCTIVE);

        assertThat(spec.risk()).isEqualTo(Risk.EXTERNAL_READ);
    }

    @Test
    void leaves_a_tool_unlimited_and_uncached_unless_told() {
        ToolSpec spec = ToolSpec.builder("pay", "Pays").build();

        assertThat(spec.rateLimit()).isEmpty();
        assertThat(spec.concurrency()).isEmpty();
        assertThat(spec.cacheFor()).isEmpty();
        assertThat(spec.isRepeatable()).isFalse();
    }

    @Test
    void makes_a_call_repeatable_by_its_effect_or_by_its_key() {
        ToolSpec.Builder pay = ToolSpec.builder("pay", "Pays");

        assertThat(pay.idempotencyKeys(true).build().isRepeatable()).isTrue();
        assertThat(pay.idempotencyKeys(false).effect(Effect.IDEMPOTENT).build().isRepeatable())
                .isTrue();
    }

    @Test
    void cannot_cache_what_does_more_than_read() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> everything().effect(Effect.IDEMPOTENT).build())
                .withMessage("the results of tool 'search' cannot be cached: it is IDEMPOTENT, not READ_ONLY");
    }

    @Test
    void refuses_limits_that_let_nothing_through() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> everything().rateLimit(0, Duration.ofMinutes(1)))
                .withMessageContaining("0 in PT1M");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> everything().concurrency(0))
                .withMessageContaining("the concurrency of tool 'search' must be positive but is 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> everything().cacheFor(Duration.ZERO))
                .withMessageContaining("tool 'search' cannot be cached for PT0S");
    }
}
