package dev.agentharness.models;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelException.Kind;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that do not fail but misbehave: they flood, dawdle, or begin what they never end. */
@DisplayName("A server that misbehaves")
@Timeout(300)
class BadServerTest {

    private static final String SAID = "data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n";
    private static final String END =
            "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
    private static final int MEBIBYTE = 1 << 20;

    private final AtomicLong sent = new AtomicLong();
    private final CountDownLatch never = new CountDownLatch(1);

    @ParameterizedTest
    @ValueSource(strings = {"data: ", ": comment ", "data: {\"choices\":\"", "\n\n", ": ping\n\n{\"a\":"})
    void with_a_line_that_never_ends_is_cut_off(String beginning) throws Exception {
        try (RawServer server = flooding("text/event-stream", beginning, "x".repeat(8_192))) {
            ModelException failure = failure(model(server));

            assertThat(failure.kind()).isEqualTo(Kind.INVALID_RESPONSE);
            assertThat(failure).hasMessageContaining("longer than");
            assertThat(sent).hasValueLessThan(64 * MEBIBYTE);
        }
    }

    @Test
    void with_an_event_of_lines_that_never_ends_is_cut_off() throws Exception {
        try (RawServer server = flooding("text/event-stream", "", "data: " + "x".repeat(8_192) + "\n")) {
            assertThat(failure(model(server)).kind()).isEqualTo(Kind.INVALID_RESPONSE);
            assertThat(sent).hasValueLessThan(64 * MEBIBYTE);
        }
    }

    @Test
    void with_an_answer_that_never_ends_is_cut_off() throws Exception {
        try (RawServer server = flooding("application/json", "{\"x\":\"", "x".repeat(8_192))) {
            ModelException failure = failure(model(server));

            assertThat(failure.kind()).isEqualTo(Kind.INVALID_RESPONSE);
            assertThat(failure).hasMessageContaining("longer than");
            assertThat(sent).hasValueLessThan(64 * MEBIBYTE);
        }
    }

    @Test
    void with_a_stream_of_events_that_never_ends_is_cut_off() throws Exception {
        try (RawServer server = flooding("text/event-stream", "", ": ping\n\n".repeat(1_000))) {
            ModelException failure = failure(model(server));

            assertThat(failure.kind()).isEqualTo(Kind.INVALID_RESPONSE);
            assertThat(sent).hasValueLessThan(320 * MEBIBYTE);
        }
    }

    @Test
    void with_a_small_body_that_unpacks_to_a_huge_one_is_cut_off() throws Exception {
        byte[] bomb = gzip("{\"x\":\"" + "x".repeat(64 * MEBIBYTE));
        try (RawServer server = answering("200 OK", "application/json", "content-encoding: gzip\r\n", bomb)) {
            ModelException failure = failure(model(server));

            assertThat(failure.kind()).isEqualTo(Kind.INVALID_RESPONSE);
            assertThat(failure).hasMessageContaining("longer than");
        }
    }

    @Test
    void may_pack_what_it_sends() throws Exception {
        String gzip = "content-encoding: gzip\r\n";
        try (RawServer server = answering("200 OK", "text/event-stream", gzip, gzip(SAID + END))) {
            assertThat(model(server)
                            .generate(Requests.saying("?"), ModelListener.none())
                            .message()
                            .text())
                    .isEqualTo("Hi");
        }
        byte[] error = gzip("{\"error\":{\"message\":\"slow down\"}}");
        try (RawServer server = answering("429 No", "application/json", gzip, error)) {
            assertThat(failure(model(server))).hasMessage("openai/m answered 429: slow down");
        }
    }

    @Test
    void with_an_explanation_that_never_comes_is_not_waited_for() throws Exception {
        try (RawServer server = new RawServer(exchange -> {
            exchange.send("HTTP/1.1 429 No\r\nretry-after: 3\r\ncontent-length: 99\r\n\r\n{");
            exchange.awaitHangUp();
        })) {
            ModelException failure = failure(model(server));

            assertThat(failure.kind()).isEqualTo(Kind.RATE_LIMITED);
            assertThat(failure.retryAfter()).contains(Duration.ofSeconds(3));
        }
    }

    /** Nor for the last word of a stream, where that adds nothing. */
    @ParameterizedTest
    @EnumSource(Wire.class)
    void that_keeps_the_connection_after_the_last_event_is_not_waited_for(Wire wire) throws Exception {
        FaultWire events = FaultWire.ALL.get(wire.ordinal());
        String ended = wire == Wire.RESPONSES || wire == Wire.GEMINI ? events.ended() : withoutLast(events);
        try (RawServer server = new RawServer(exchange -> {
            exchange.head("text/event-stream");
            exchange.chunk(events.opened() + events.said() + ended);
            exchange.awaitHangUp();
        })) {
            ModelClient model = wire.client(server.url(), true);

            // The time limit of the call is longer than that of the test.
            assertThat(model.generate(Requests.saying("?"), ModelListener.none())
                            .message()
                            .text())
                    .isEqualTo("Hi");
        }
    }

    private static String withoutLast(FaultWire events) {
        return String.join("", events.ending().subList(0, events.ending().size() - 1));
    }

    @Test
    void with_an_explanation_that_comes_drop_by_drop_is_not_waited_for() throws Exception {
        try (RawServer server = new RawServer(exchange -> {
            exchange.send("HTTP/1.1 429 No\r\ncontent-length: 99999\r\n\r\n");
            drip(exchange, " ");
        })) {
            assertThat(failure(model(server)).kind()).isEqualTo(Kind.RATE_LIMITED);
        }
    }

    @Test
    void with_an_explanation_made_to_be_hard_to_read_costs_no_time() throws Exception {
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        long before = clock.getCurrentThreadCpuTime();
        try (RawServer server =
                answering("500 Oops", "text/html", "", "<".repeat(64 << 10).getBytes(UTF_8))) {
            assertThat(failure(model(server)).kind()).isEqualTo(Kind.SERVER_ERROR);
        }
        try (RawServer server = answering(
                "500 Oops", "text/html", "", "<script ".repeat(8 << 10).getBytes(UTF_8))) {
            assertThat(failure(model(server)).kind()).isEqualTo(Kind.SERVER_ERROR);
        }

        // The thread that asks reads the answer, too; what else the machine does is not counted.
        assertThat(Duration.ofNanos(clock.getCurrentThreadCpuTime() - before)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void that_explains_itself_in_control_characters_does_not_get_them_into_a_log() throws Exception {
        byte[] body = "{\"error\":{\"message\":\"a\\u001b[31mb\\u0000\\nc\"}}".getBytes(UTF_8);
        try (RawServer server = answering("400 No", "application/json", "", body)) {
            assertThat(failure(model(server))).hasMessage("openai/m answered 400: a [31mb c");
        }
    }

    @Test
    void that_answers_drop_by_drop_is_held_to_the_time_limit_of_the_whole_call() throws Exception {
        try (RawServer server = new RawServer(exchange -> {
            exchange.head("text/event-stream");
            while (true) {
                exchange.chunk(": ping\n\n");
                pause();
            }
        })) {
            assertThat(failure(model(server, Duration.ofMillis(300))).kind()).isEqualTo(Kind.TIMEOUT);
        }
        try (RawServer server = new RawServer(exchange -> drip(exchange, "HTTP/1.1 200 OK" + "x".repeat(100_000)))) {
            assertThat(failure(model(server, Duration.ofMillis(300))).kind()).isEqualTo(Kind.TIMEOUT);
        }
    }

    @Test
    void that_falls_silent_after_something_was_told_has_interrupted_its_stream() throws Exception {
        try (RawServer server = new RawServer(exchange -> {
            exchange.head("text/event-stream");
            exchange.chunk(SAID);
            exchange.awaitHangUp();
        })) {
            ModelException failure = failureOnceTold(limit -> model(server, limit), limit -> Requests.saying("?"));

            assertThat(failure.kind()).isEqualTo(Kind.INTERRUPTED_STREAM);
            assertThat(failure.retryable()).isFalse();
        }
    }

    @Test
    void is_held_to_the_shorter_time_limit_of_the_model_and_the_request() throws Exception {
        try (RawServer server = new RawServer(RawServer.Exchange::awaitHangUp)) {
            ModelClient model = model(server, Duration.ofMillis(300));

            ModelException failure = catchThrowableOfType(
                    ModelException.class,
                    () -> model.generate(
                            Requests.saying("?").toBuilder()
                                    .timeout(Duration.ofMinutes(30))
                                    .build(),
                            ModelListener.none()));

            assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        }
    }

    /** The time of a run that is up is the run's affair: it ends on its budget, not on a fault of the answer. */
    @Test
    void that_uses_up_the_callers_time_has_timed_out_whatever_was_told() throws Exception {
        try (RawServer server = new RawServer(exchange -> {
            exchange.head("text/event-stream");
            exchange.chunk(SAID);
            exchange.awaitHangUp();
        })) {
            ModelException failure = failureOnceTold(
                    limit -> model(server),
                    limit -> Requests.saying("?").toBuilder().timeout(limit).build());

            assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        }
    }

    @Test
    void that_takes_no_connection_was_never_asked() throws Exception {
        try (FullServer server = new FullServer()) {
            ModelException failure = failure(OpenAiChat.builder()
                    .model("m")
                    .baseUrl(server.url())
                    .connectTimeout(Duration.ofMillis(300))
                    .timeout(Duration.ofSeconds(30))
                    .build());

            assertThat(failure.kind()).isEqualTo(Kind.CONNECTION);
        }
    }

    private RawServer flooding(String type, String beginning, String more) throws IOException {
        return new RawServer(exchange -> {
            exchange.head(type);
            exchange.chunk(beginning + more);
            while (true) {
                exchange.chunk(more);
                sent.addAndGet(more.length());
            }
        });
    }

    private static RawServer answering(String status, String type, String headers, byte[] body) throws IOException {
        return new RawServer(exchange -> {
            exchange.send("HTTP/1.1 " + status + "\r\ncontent-type: " + type + "\r\n" + headers + "content-length: "
                    + body.length + "\r\n\r\n");
            exchange.send(body);
        });
    }

    private void drip(RawServer.Exchange exchange, String text) throws Exception {
        for (int i = 0; true; i++) {
            exchange.send(text.substring(i % text.length(), i % text.length() + 1));
            pause();
        }
    }

    /** Between two drops, so that they do not become a flood; how long it is does not matter. */
    private void pause() throws InterruptedException {
        never.await(1, TimeUnit.MILLISECONDS);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(text.getBytes(UTF_8));
        }
        return packed.toByteArray();
    }

    /** The failure with a time limit that was long enough for a part of the answer to be told, on this machine, today. */
    private static ModelException failureOnceTold(
            Function<Duration, ModelClient> model, Function<Duration, ModelRequest> request) {
        AtomicBoolean told = new AtomicBoolean();
        for (Duration limit = Duration.ofMillis(300); true; limit = limit.multipliedBy(3)) {
            Duration tried = limit;
            ModelException failure = catchThrowableOfType(
                    ModelException.class,
                    () -> model.apply(tried).generate(request.apply(tried), text -> told.set(true)));
            if (told.get()) {
                return failure;
            }
            assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        }
    }

    private static ModelException failure(ModelClient model) {
        return catchThrowableOfType(
                ModelException.class, () -> model.generate(Requests.saying("?"), ModelListener.none()));
    }

    private static ModelClient model(RawServer server) {
        return model(server, Duration.ofMinutes(10));
    }

    private static ModelClient model(RawServer server, Duration timeout) {
        return OpenAiChat.builder()
                .model("m")
                .baseUrl(server.url())
                .timeout(timeout)
                .build();
    }
}
