package dev.agentharness.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A connection that the server has closed in silence")
@Timeout(60)
class LiveConnectionsTest {

    private final AtomicLong nanoTime = new AtomicLong();
    private final OkHttpClient http = new OkHttpClient.Builder()
            .retryOnConnectionFailure(false)
            .addNetworkInterceptor(new LiveConnections(nanoTime::get, chain -> chain.proceed(chain.request())))
            .build();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicReference<String> type = new AtomicReference<>("application/json");

    @Test
    void is_found_out_after_its_first_answer() throws Exception {
        try (RawServer server = closingAfter(1)) {
            assertThat(ask(server)).isEqualTo("{}");
            closed.await();
            assertThatThrownBy(() -> ask(server)).isInstanceOf(LiveConnections.Stale.class);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void is_found_out_after_its_first_stream() throws Exception {
        try (RawServer server = closingAfter(3)) {
            for (int i = 0; i < 2; i++) {
                assertThat(ask(server)).isEqualTo("{}");
            }
            type.set("text/event-stream");
            assertThat(ask(server)).isEqualTo("{}");
            closed.await();
            assertThatThrownBy(() -> ask(server)).isInstanceOf(LiveConnections.Stale.class);
        }
    }

    @Test
    void is_found_out_after_a_while() throws Exception {
        try (RawServer server = closingAfter(3)) {
            for (int i = 0; i < 3; i++) {
                assertThat(ask(server)).isEqualTo("{}");
            }
            closed.await();
            nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(1));
            assertThatThrownBy(() -> ask(server)).isInstanceOf(LiveConnections.Stale.class);
        }
    }

    private RawServer closingAfter(int answers) throws IOException {
        AtomicInteger left = new AtomicInteger(answers);
        return new RawServer(exchange -> {
            exchange.send("HTTP/1.1 200 OK\r\ncontent-type: " + type.get() + "\r\ncontent-length: 2\r\n\r\n{}");
            if (left.decrementAndGet() == 0) {
                exchange.hangUp();
                closed.countDown();
            }
        });
    }

    private String ask(RawServer server) throws IOException {
        Request request = new Request.Builder().url(server.url()).build();
        try (Response response = http.newCall(request).execute()) {
            return response.body().string();
        }
    }
}
