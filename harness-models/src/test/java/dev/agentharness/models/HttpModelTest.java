package dev.agentharness.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.Protocol;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("With a model behind HTTP,")
@Timeout(60)
class HttpModelTest {

    private static final String ANSWER = "data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n"
            + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

    @Test
    void an_interrupt_ends_the_wait_for_a_silent_stream_at_once() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        try (RawServer server = new RawServer(exchange -> {
            exchange.head("text/event-stream");
            exchange.chunk("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n");
        })) {
            FutureTask<Throwable> call = calling(chat(server).build(), delta -> told.countDown());
            Thread thread = start(call);
            told.await();
            untilReading(thread);

            long start = System.nanoTime();
            thread.interrupt();

            assertThat(call.get()).isInstanceOf(InterruptedException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void an_interrupt_ends_the_wait_for_an_answer_at_once() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (RawServer server = new RawServer(exchange -> asked.countDown())) {
            FutureTask<Throwable> call = calling(chat(server).build(), ModelListener.none());
            Thread thread = start(call);
            asked.await();

            long start = System.nanoTime();
            thread.interrupt();

            assertThat(call.get()).isInstanceOf(InterruptedException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void an_interrupt_ends_the_wait_for_a_connection_at_once() throws Exception {
        try (FullServer server = new FullServer()) {
            FutureTask<Throwable> call = calling(
                    OpenAiChat.builder().model("m").baseUrl(server.url()).build(), ModelListener.none());
            Thread thread = start(call);
            while (thread.getState() != Thread.State.TIMED_WAITING && thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }

            thread.interrupt();

            assertThat(call.get()).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void an_interrupt_by_the_listener_ends_the_call() throws Exception {
        try (RawServer server = new RawServer(exchange -> {
            exchange.head("text/event-stream");
            exchange.chunk("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n");
        })) {
            FutureTask<Throwable> call = calling(
                    chat(server).build(), delta -> Thread.currentThread().interrupt());
            start(call);

            assertThat(call.get()).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void a_thread_that_is_interrupted_already_asks_nothing() throws Exception {
        try (RawServer server = RawServer.saying()) {
            ModelClient model = chat(server).build();
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> model.generate(Requests.saying("?"), ModelListener.none()))
                    .isInstanceOf(InterruptedException.class);
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void the_time_limit_counts_for_a_stream_that_falls_silent() throws Exception {
        try (RawServer server = new RawServer(exchange -> {
            exchange.head("text/event-stream");
            exchange.chunk(": ping\n\n");
        })) {
            ModelClient model = chat(server).build();

            assertThatThrownBy(() -> model.generate(
                            Requests.saying("?").toBuilder()
                                    .timeout(Duration.ofMillis(200))
                                    .build(),
                            ModelListener.none()))
                    .asInstanceOf(type(ModelException.class))
                    .extracting(ModelException::kind)
                    .isEqualTo(ModelException.Kind.TIMEOUT);
        }
    }

    @Test
    void the_time_limit_counts_for_a_server_that_says_nothing() throws Exception {
        try (RawServer server = new RawServer(exchange -> {})) {
            ModelClient model = chat(server).timeout(Duration.ofMillis(200)).build();

            assertThatThrownBy(() -> model.generate(Requests.saying("?"), ModelListener.none()))
                    .asInstanceOf(type(ModelException.class))
                    .extracting(ModelException::kind)
                    .isEqualTo(ModelException.Kind.TIMEOUT);
        }
    }

    @Test
    void streams_reuse_their_connection() throws Exception {
        try (RawServer server = new RawServer(exchange -> {
            exchange.head("text/event-stream");
            exchange.chunk(ANSWER);
            exchange.chunk(": bye\n\n");
            exchange.lastChunk();
        })) {
            ModelClient model = chat(server).build();
            for (int i = 0; i < 10; i++) {
                model.generate(Requests.saying("?"), ModelListener.none());
            }

            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void a_refusal_keeps_the_connection_too() throws Exception {
        try (RawServer server =
                new RawServer(exchange -> exchange.send("HTTP/1.1 429 No\r\ncontent-length: 2\r\n\r\n{}"))) {
            ModelClient model = chat(server).build();
            for (int i = 0; i < 10; i++) {
                assertThatThrownBy(() -> model.generate(Requests.saying("?"), ModelListener.none()))
                        .isInstanceOf(ModelException.class);
            }

            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void a_connection_that_the_server_closed_in_silence_is_not_used_again() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Semaphore closed = new Semaphore(0);
        try (RawServer server = new RawServer(exchange -> {
            asked.incrementAndGet();
            exchange.head("text/event-stream");
            exchange.chunk(ANSWER);
            exchange.lastChunk();
            exchange.hangUp();
            closed.release();
        })) {
            ModelClient model = chat(server).build();
            for (int i = 0; i < 10; i++) {
                model.generate(Requests.saying("?"), ModelListener.none());
                closed.acquire();
            }

            assertThat(asked).hasValue(10);
            assertThat(server.connections()).isEqualTo(10);
        }
    }

    @Test
    void there_is_no_cap_on_calls_in_flight() throws Exception {
        int calls = 40;
        CyclicBarrier allThere = new CyclicBarrier(calls);
        try (RawServer server = new RawServer(exchange -> {
            allThere.await(30, TimeUnit.SECONDS);
            exchange.head("text/event-stream");
            exchange.chunk(ANSWER);
            exchange.lastChunk();
        })) {
            ModelClient model = chat(server).build();
            List<FutureTask<Throwable>> started = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                FutureTask<Throwable> call = calling(model, ModelListener.none());
                started.add(call);
                start(call);
            }
            for (FutureTask<Throwable> call : started) {
                assertThat(call.get()).hasMessage("answered");
            }
        }
    }

    @Test
    void nothing_is_sent_twice() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (RawServer server = new RawServer(exchange -> {
            asked.incrementAndGet();
            exchange.send("HTTP/1.1 503 Busy\r\nretry-after: 0\r\ncontent-length: 0\r\n\r\n");
        })) {
            ModelClient model = chat(server).build();

            assertThatThrownBy(() -> model.generate(Requests.saying("?"), ModelListener.none()))
                    .hasMessage("openai/m answered 503");
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void a_redirect_is_told_and_not_followed() throws Exception {
        try (RawServer elsewhere = RawServer.saying();
                RawServer server = new RawServer(exchange -> exchange.send(
                        "HTTP/1.1 302 Moved\r\nlocation: " + elsewhere.url() + "/x\r\ncontent-length: 0\r\n\r\n"))) {
            assertThatThrownBy(() -> chat(server).build().generate(Requests.saying("?"), ModelListener.none()))
                    .hasMessage("openai/m answered 302: moved to " + elsewhere.url() + "/x");
            assertThat(elsewhere.connections()).isZero();
        }
    }

    @Test
    void the_key_goes_to_the_server_and_nowhere_else() throws Exception {
        AtomicReference<String> head = new AtomicReference<>("");
        try (RawServer server = new RawServer(exchange -> {
            head.set(exchange.head);
            String echo = "{\"error\":{\"message\":\"Incorrect key: sk-secret\"}}";
            exchange.send("HTTP/1.1 401 No\r\ncontent-length: " + echo.length() + "\r\n\r\n" + echo);
        })) {
            ModelClient model = Anthropic.builder()
                    .model("m")
                    .apiKey("sk-secret")
                    .baseUrl(server.url())
                    .header("anthropic-beta", "x")
                    .build();

            assertThatThrownBy(() -> model.generate(Requests.saying("?"), ModelListener.none()))
                    .hasMessage("anthropic/m answered 401: Incorrect key: [secret]");
            assertThat(model.toString()).doesNotContain("sk-secret");
            assertThat(head.get()).contains("POST /v1/messages", "x-api-key: sk-secret", "anthropic-beta: x");
            assertThat(head.get()).contains("anthropic-version: 2023-06-01");
        }
    }

    @Test
    void no_secret_gets_into_a_message() throws Exception {
        String key = "sk-" + "0123456789".repeat(5);
        for (int before = 300; before < 420; before++) {
            assertThat(refusal("x".repeat(before) + key, key)).doesNotContain("sk-0");
        }
        assertThat(refusal("Wrong key: " + key + ".", "Bearer " + key)).contains("Wrong key: [secret].");
    }

    @Test
    void a_secret_that_another_begins_with_hides_that_one_whole() throws Exception {
        String key = "gateway-1-and-more";
        try (RawServer server = RawServer.saying("HTTP/1.1 401 No\r\ncontent-length: 18\r\n\r\n" + key)) {
            ModelClient model = OpenAiChat.builder()
                    .model("m")
                    .baseUrl(server.url())
                    .header("x-tenant-key", "gateway-1")
                    .apiKey(key)
                    .build();

            assertThatThrownBy(() -> model.generate(Requests.saying("?"), ModelListener.none()))
                    .hasMessageEndingWith(": [secret]");
        }
    }

    @Test
    void calls_share_no_connection_at_a_time_over_tls_either() {
        Patience patience = new Patience(Duration.ofSeconds(1), Duration.ZERO, Duration.ZERO);

        assertThat(Http.client(true, patience).protocols()).containsExactly(Protocol.HTTP_1_1);
    }

    @Test
    void a_key_too_short_to_be_secret_garbles_no_message() throws Exception {
        assertThat(refusal("An example.", "x")).contains("An example.");
    }

    @Test
    void a_secret_in_the_address_gets_into_no_message_either() throws Exception {
        try (RawServer server =
                new RawServer(exchange -> exchange.send("HTTP/1.1 301 Moved\r\nlocation: https://else.where/"
                        + "v1/chat/completions?api_key=sk-query&v=1\r\ncontent-length: 0\r\n\r\n"))) {
            ModelClient model = OpenAiChat.builder()
                    .model("m")
                    .baseUrl(server.url() + "/chat/completions?api_key=sk-query&v=1")
                    .build();

            assertThatThrownBy(() -> model.generate(Requests.saying("?"), ModelListener.none()))
                    .hasMessageContaining("moved to https://else.where/")
                    .hasMessageContaining("v=1")
                    .hasMessageNotContaining("sk-query");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "me:pass%2Fword%2F1234@,,pass%2Fword%2F1234",
        "me:pass%2Fword%2F1234@,,pass/word/1234",
        "'',?v=1&&flag&api_key=abc%2Bdef%2F1234567890%3D,abc%2Bdef%2F1234567890%3D",
        "'',?v=1&&flag&api_key=abc%2Bdef%2F1234567890%3D,abc+def/1234567890=",
        "'',?token=abc+def/1234567890=,abc+def/1234567890=",
    })
    void a_secret_in_the_address_is_hidden_as_it_was_sent_and_as_it_was_meant(String user, String query, String quoted)
            throws Exception {
        String body = "No " + quoted + " here";
        try (RawServer server =
                RawServer.saying("HTTP/1.1 404 No\r\ncontent-length: " + body.length() + "\r\n\r\n" + body)) {
            String url = server.url().replace("//", "//" + user) + "/chat/completions" + (query == null ? "" : query);
            ModelClient model = OpenAiChat.builder().model("m").baseUrl(url).build();

            assertThatThrownBy(() -> model.generate(Requests.saying("?"), ModelListener.none()))
                    .hasMessageEndingWith("No [secret] here");
        }
    }

    /** What a model says that was given this key in a header of its own, when its server answers so. */
    private static String refusal(String words, String key) throws Exception {
        String body = "{\"error\":{\"message\":\"" + words + "\"}}";
        try (RawServer server =
                RawServer.saying("HTTP/1.1 401 No\r\ncontent-length: " + body.length() + "\r\n\r\n" + body)) {
            ModelClient model = chat(server).header("authorization", key).build();
            return catchThrowableOfType(
                            ModelException.class, () -> model.generate(Requests.saying("?"), ModelListener.none()))
                    .getMessage();
        }
    }

    @Test
    void the_listener_hears_the_text_on_the_thread_that_asked() throws Exception {
        StringBuilder heard = new StringBuilder();
        AtomicReference<Thread> thread = new AtomicReference<>();
        try (RawServer server = new RawServer(exchange -> {
            exchange.head("text/event-stream");
            exchange.chunk(ANSWER);
            exchange.lastChunk();
        })) {
            chat(server).build().generate(Requests.saying("?"), delta -> {
                heard.append(delta);
                thread.set(Thread.currentThread());
            });
        }

        assertThat(heard).hasToString("Hi");
        assertThat(thread).hasValue(Thread.currentThread());
    }

    @Test
    void details_are_the_providers_own_words() throws Exception {
        String body = "{\"id\":\"r\",\"model\":\"m-1\",\"choices\":[{\"message\":{},\"finish_reason\":\"eos\"}]}";
        try (RawServer server = RawServer.saying("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
                + "x-request-id: 7\r\ncontent-length: " + body.length() + "\r\n\r\n" + body)) {
            assertThat(chat(server)
                            .build()
                            .generate(Requests.saying("?"), ModelListener.none())
                            .details())
                    .containsOnly(
                            entry("id", "r"), entry("model", "m-1"), entry("finish", "eos"), entry("request-id", "7"));
        }
    }

    @Test
    void what_the_listener_throws_is_the_callers() throws Exception {
        try (RawServer server = new RawServer(exchange -> {
            exchange.head("text/event-stream");
            exchange.chunk(ANSWER);
            exchange.lastChunk();
        })) {
            IllegalStateException mine = new IllegalStateException("mine");

            assertThatThrownBy(() -> chat(server).build().generate(Requests.saying("?"), delta -> {
                        throw mine;
                    }))
                    .isSameAs(mine);
        }
    }

    private static OpenAiChat.Builder chat(RawServer server) {
        return OpenAiChat.builder().model("m").baseUrl(server.url());
    }

    /** A call whose result is what it threw. */
    private static FutureTask<Throwable> calling(ModelClient model, ModelListener listener) {
        return new FutureTask<>(() -> {
            try {
                model.generate(Requests.saying("?"), listener);
                return new AssertionError("answered");
            } catch (Exception e) {
                return e;
            }
        });
    }

    /** Waits until the thread is waiting itself, in a read from its socket. */
    private static void untilReading(Thread thread) {
        while (Arrays.stream(thread.getStackTrace())
                .noneMatch(frame -> frame.getClassName().startsWith("sun.nio.ch."))) {
            Thread.onSpinWait();
        }
    }

    private static Thread start(FutureTask<?> task) {
        Thread thread = new Thread(task, "caller");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
