package dev.agentharness.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelException.Kind;
import dev.agentharness.model.ModelException.Replay;
import dev.agentharness.model.ModelListener;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.Headers;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long each phase of a call may take, and how long a provider asks to wait. */
@DisplayName("The patience with a server")
@Timeout(60)
class PatienceTest {

    private static final Duration SHORT = Duration.ofMillis(200);
    private static final String SAID = "data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n";
    private static final String END = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";

    @Test
    void ends_when_a_handshake_does_not_come_to_its_end_and_costs_nothing() throws Exception {
        try (RawServer server = new RawServer(RawServer.Exchange::awaitHangUp)) {
            ModelException failure = failure(OpenAiChat.builder()
                    .model("m")
                    .baseUrl(server.url().replace("http:", "https:"))
                    .connectTimeout(SHORT));

            assertThat(failure.kind()).isEqualTo(Kind.CONNECTION);
            assertThat(failure.replay()).isEqualTo(Replay.SAFE);
        }
    }

    @Test
    void with_connecting_is_not_that_with_the_answer() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (RawServer server = new RawServer(exchange -> {
            never.await(SHORT.toMillis() * 2, TimeUnit.MILLISECONDS);
            exchange.head("text/event-stream");
            exchange.chunk(SAID + END);
            exchange.lastChunk();
        })) {
            ModelClient model = model(server).connectTimeout(SHORT).build();

            assertThat(model.generate(Requests.saying("?"), ModelListener.none())
                            .message()
                            .text())
                    .isEqualTo("Hi");
        }
    }

    @Test
    void ends_when_the_first_byte_does_not_come() throws Exception {
        try (RawServer server = new RawServer(RawServer.Exchange::awaitHangUp)) {
            ModelException failure = failure(model(server).firstByteTimeout(SHORT));

            assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(failure).hasMessageContaining("no byte came");
        }
    }

    @Test
    void ends_when_an_answer_falls_silent() throws Exception {
        try (RawServer server = silentAfter(": ping\n\n")) {
            ModelException failure = failure(model(server).betweenBytesTimeout(SHORT));

            assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        }
    }

    @Test
    void that_ends_after_something_was_told_leaves_an_interrupted_stream() throws Exception {
        try (RawServer server = silentAfter(SAID)) {
            ModelException failure = failure(model(server).betweenBytesTimeout(SHORT));

            assertThat(failure.kind()).isEqualTo(Kind.INTERRUPTED_STREAM);
            assertThat(failure).hasMessageContaining("no byte came");
        }
    }

    @Test
    void with_the_first_byte_is_not_that_with_the_rest() throws Exception {
        CountDownLatch later = new CountDownLatch(1);
        try (RawServer server = new RawServer(exchange -> {
            exchange.head("text/event-stream");
            exchange.chunk(SAID);
            later.await();
            exchange.chunk(END);
            exchange.lastChunk();
        })) {
            // The listener holds the answer up for longer than its first byte might have taken.
            ModelListener slow = text -> {
                long until = System.nanoTime() + SHORT.multipliedBy(2).toNanos();
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
                later.countDown();
            };

            assertThat(model(server)
                            .firstByteTimeout(SHORT)
                            .build()
                            .generate(Requests.saying("?"), slow)
                            .message()
                            .text())
                    .isEqualTo("Hi");
        }
    }

    @Test
    void is_never_less_than_nothing() {
        assertThatThrownBy(() -> OpenAiChat.builder().firstByteTimeout(Duration.ZERO))
                .hasMessageContaining("firstByteTimeout");
        assertThatThrownBy(() -> OpenAiChat.builder().betweenBytesTimeout(Duration.ofSeconds(-1)))
                .hasMessageContaining("betweenBytesTimeout");
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            x-ratelimit-remaining-requests: 0, x-ratelimit-reset-requests: 6m0s, PT6M
            x-ratelimit-remaining-tokens: 0, x-ratelimit-reset-tokens: 20ms, PT0.02S
            x-ratelimit-remaining-tokens: 0, x-ratelimit-reset-tokens: 1h2m3.5s, PT1H2M3.5S
            X-RateLimit-Remaining: 0, X-RateLimit-Reset: 1790000007000, PT7S
            x-ratelimit-remaining: 0, x-ratelimit-reset: 1790000008, PT8S
            x-ratelimit-remaining: 0, x-ratelimit-reset: 9.5, PT9.5S
            x-ratelimit-remaining: 0, x-ratelimit-reset: 1780000000, PT0S
            anthropic-ratelimit-tokens-remaining: 0, anthropic-ratelimit-tokens-reset: 2026-09-21T14:13:30Z, PT10S
            anthropic-ratelimit-tokens-remaining: 5, anthropic-ratelimit-tokens-reset: 2026-09-21T14:13:30Z, -
            x-ratelimit-remaining-tokens: 0, x-ratelimit-reset-tokens: soon, -
            x-ratelimit-remaining-tokens: 0, x-ratelimit-limit-tokens: 10, -
            """)
    void lasts_until_a_limit_that_is_used_up_is_filled_again(String remaining, String reset, Duration wait) {
        Instant now = Instant.ofEpochSecond(1_790_000_000);

        assertThat(RetryAfter.in(headers(remaining, reset), error(500), now)).isEqualTo(wait);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            x-ratelimit-reset-requests: 6m0s                           | 429 | PT6M
            x-ratelimit-reset-requests: 6m0s                           | 500 | -
            ratelimit-reset: 30                                        | 429 | PT30S
            anthropic-ratelimit-requests-reset: 2026-09-21T14:13:30Z   | 429 | PT10S
            x-ratelimit-remaining-tokens: 500~x-ratelimit-reset-tokens: 20s | 429 | PT20S
            x-ratelimit-remaining-tokens: 500~x-ratelimit-reset-tokens: 20s | 503 | -
            x-ratelimit-remaining-requests: 5~x-ratelimit-reset-requests: 1s | 429 | -
            x-ratelimit-remaining-requests: 0~x-ratelimit-reset-requests: 1s~x-ratelimit-reset-tokens: 20s | 429 | PT1S
            RateLimit: "default";r=0;t=30                              | 503 | PT30S
            RateLimit: "burst";r=5;t=1, "daily"; t=40; r=0             | 429 | PT40S
            RateLimit: "burst";r=5;t=1                                 | 429 | -
            """)
    void lasts_until_a_limit_that_says_no_more_than_that_it_is_in_the_way_is_filled_again(
            String lines, int status, Duration wait) {
        Instant now = Instant.parse("2026-09-21T14:13:20Z");

        assertThat(RetryAfter.in(headers(lines.split("~")), error(status), now)).isEqualTo(wait);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            1d2h       | PT26H
            1d         | PT24H
            6m         | PT6M
            2m59.56s   | PT2M59.56S
            999999d    | PT8760H
            999999999999999 | PT8760H
            9999999999999999999999 | PT8760H
            +999999999-01-01T00:00:00Z | PT8760H
            1890000000 | PT8760H
            1m30       | -
            -5s        | -
            """)
    void is_asked_for_in_spans_and_moments_of_at_most_a_year(String reset, Duration wait) {
        Headers headers = headers("x-ratelimit-remaining: 0", "x-ratelimit-reset: " + reset);

        assertThat(RetryAfter.in(headers, error(429), Instant.ofEpochSecond(1_790_000_000)))
                .isEqualTo(wait);
    }

    @Test
    void goes_by_the_limit_that_is_filled_last_and_by_retry_after_before_all() {
        String[] limits = {
            "x-ratelimit-remaining-requests: 0",
            "x-ratelimit-reset-requests: 1s",
            "x-ratelimit-remaining-tokens: 0",
            "x-ratelimit-reset-tokens: 30s"
        };

        assertThat(RetryAfter.in(headers(limits), error(429), Instant.EPOCH)).isEqualTo(Duration.ofSeconds(30));
        assertThat(RetryAfter.in(
                        headers(limits).newBuilder().add("retry-after", "2").build(), error(429), Instant.EPOCH))
                .isEqualTo(Duration.ofSeconds(2));
    }

    private static ErrorBody error(int status) {
        return new ErrorBody(status, "", "", "");
    }

    private static Headers headers(String... lines) {
        Headers.Builder headers = new Headers.Builder();
        for (String line : lines) {
            headers.add(line);
        }
        return headers.build();
    }

    private static RawServer silentAfter(String event) throws IOException {
        return new RawServer(exchange -> {
            exchange.head("text/event-stream");
            exchange.chunk(event);
            exchange.awaitHangUp();
        });
    }

    private static OpenAiChat.Builder model(RawServer server) {
        return OpenAiChat.builder().model("m").baseUrl(server.url());
    }

    private static ModelException failure(OpenAiChat.Builder model) {
        return catchThrowableOfType(
                ModelException.class, () -> model.build().generate(Requests.saying("?"), text -> {}));
    }
}
