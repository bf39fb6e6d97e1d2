package dev.agentharness.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import okhttp3.Headers;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Of an answer, a caller can see")
class RawViewTest {

    private static final String BODY =
            "{\"choices\":[{\"message\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}],\"novelty\":1}";

    @Test
    void every_byte_of_json_whole_or_event_by_event() throws Exception {
        String delta = "{\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}],\"novelty\":2}";
        List<String> seen = new ArrayList<>();
        try (RawServer whole = RawServer.saying(answer("", BODY));
                RawServer streamed = new RawServer(exchange -> {
                    exchange.head("text/event-stream");
                    exchange.chunk("data: " + delta + "\n\ndata: [DONE]\n\n");
                    exchange.lastChunk();
                })) {
            for (RawServer server : List.of(whole, streamed)) {
                chat(server).rawListener(seen::add).build().generate(Requests.saying("?"), ModelListener.none());
            }
        }

        assertThat(seen).containsExactly(BODY, delta, "[DONE]");
    }

    @Test
    void what_stands_in_a_refusal() throws Exception {
        String body = "{\"error\":{\"message\":\"no\",\"failed_generation\":\"<f>\"}}";
        List<String> seen = new ArrayList<>();
        try (RawServer server =
                RawServer.saying("HTTP/1.1 400 No\r\ncontent-length: " + body.length() + "\r\n\r\n" + body)) {
            assertThatThrownBy(() -> chat(server)
                            .rawListener(seen::add)
                            .build()
                            .generate(Requests.saying("?"), ModelListener.none()))
                    .hasMessageContaining("400");
        }

        assertThat(seen).containsExactly(body);
    }

    @Test
    void what_the_headers_say_of_limits() throws Exception {
        List<List<Allowance>> heard = new ArrayList<>();
        try (RawServer server = RawServer.saying(answer(
                "X-RateLimit-Limit-Tokens: 100\r\nX-RateLimit-Remaining-Tokens: 70\r\nX-RateLimit-Reset-Tokens: 6m0s\r\n"
                        + "anthropic-ratelimit-input-tokens-remaining: 0\r\n",
                BODY))) {
            ModelResponse response = chat(server)
                    .allowanceListener(heard::add)
                    .build()
                    .generate(Requests.saying("?"), ModelListener.none());

            assertThat(response.details()).doesNotContainKey("x-ratelimit-remaining-tokens");
        }

        assertThat(heard)
                .containsExactly(List.of(
                        new Allowance("input-tokens", OptionalLong.empty(), OptionalLong.of(0), Optional.empty()),
                        new Allowance(
                                "tokens",
                                OptionalLong.of(100),
                                OptionalLong.of(70),
                                Optional.of(Duration.ofMinutes(6)))));
    }

    @Test
    void what_mistrals_headers_say_of_limits_that_count_by_size() {
        Headers said = Headers.of(
                "x-ratelimitbysize-limit-minute", "500000",
                "x-ratelimitbysize-remaining-minute", "499900",
                "x-ratelimitbysize-query-cost", "100",
                "ratelimitbysize-reset", "42",
                "x-ratelimit-remaining-tokens-minute", "7");

        assertThat(Allowance.in(said, Instant.EPOCH))
                .containsExactly(
                        new Allowance(
                                "bysize",
                                OptionalLong.empty(),
                                OptionalLong.empty(),
                                Optional.of(Duration.ofSeconds(42))),
                        new Allowance(
                                "bysize-minute", OptionalLong.of(500_000), OptionalLong.of(499_900), Optional.empty()),
                        new Allowance("tokens-minute", OptionalLong.empty(), OptionalLong.of(7), Optional.empty()));
    }

    @Test
    void what_the_headers_of_a_refusal_say_of_limits() throws Exception {
        assertThat(refused("x-ratelimit-remaining: 0"))
                .containsExactly(
                        List.of(new Allowance("", OptionalLong.empty(), OptionalLong.of(0), Optional.empty())));
    }

    @Test
    void how_long_a_limit_lasts_by_the_clock_of_who_says_so() throws Exception {
        assertThat(refused("date: Thu, 01 Jan 2015 00:00:00 GMT\r\nx-ratelimit-reset: 2015-01-01T00:00:10Z"))
                .singleElement()
                .satisfies(said -> assertThat(said)
                        .extracting(Allowance::refill)
                        .containsExactly(Optional.of(Duration.ofSeconds(10))));
    }

    /** What is heard of a refusal with these headers. */
    private List<List<Allowance>> refused(String headers) throws Exception {
        List<List<Allowance>> heard = new ArrayList<>();
        try (RawServer server = RawServer.saying("HTTP/1.1 429 No\r\n" + headers + "\r\ncontent-length: 0\r\n\r\n")) {
            assertThatThrownBy(() -> chat(server)
                            .allowanceListener(heard::add)
                            .build()
                            .generate(Requests.saying("?"), ModelListener.none()))
                    .hasMessageContaining("429");
        }
        return heard;
    }

    @Test
    void and_what_his_own_view_throws() throws Exception {
        IllegalStateException mine = new IllegalStateException("mine");
        try (RawServer server = RawServer.saying(answer("", BODY))) {
            assertThatThrownBy(() -> chat(server)
                            .rawListener(json -> {
                                throw mine;
                            })
                            .build()
                            .generate(Requests.saying("?"), ModelListener.none()))
                    .isSameAs(mine);
        }
    }

    private static String answer(String headers, String body) {
        return "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n" + headers + "content-length: " + body.length()
                + "\r\n\r\n" + body;
    }

    private static OpenAiChat.Builder chat(RawServer server) {
        return OpenAiChat.builder().model("m").baseUrl(server.url());
    }
}
