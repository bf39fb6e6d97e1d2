package dev.agentharness.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelException.Kind;
import dev.agentharness.model.ModelException.Replay;
import dev.agentharness.model.ModelSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import okhttp3.Headers;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The lookup of a host")
@Timeout(60)
class InterruptibleDnsTest {

    @Test
    void ends_with_an_interrupt() throws Exception {
        CountDownLatch looking = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        InterruptibleDns dns = new InterruptibleDns(host -> {
            looking.countDown();
            awaitWithoutEar(never);
            return List.of();
        });
        FutureTask<Boolean> lookup = new FutureTask<>(() -> {
            assertThatThrownBy(() -> dns.lookup("model.example")).hasMessageContaining("model.example");
            return Thread.currentThread().isInterrupted();
        });
        Thread thread = new Thread(lookup);
        thread.start();
        looking.await();
        thread.interrupt();
        assertThat(lookup.get()).as("the interrupt is still to be seen").isTrue();
        never.countDown();
    }

    @Test
    void takes_no_longer_than_connecting_may() {
        ModelException failure = failure(Duration.ofMillis(50), Duration.ofMinutes(10));

        assertThat(failure.kind()).isEqualTo(Kind.CONNECTION);
        assertThat(failure.replay()).isEqualTo(Replay.SAFE);
        assertThat(failure).hasMessageContaining("model.example: no address came in time");
    }

    @Test
    void takes_no_longer_than_its_call_may() {
        ModelException failure = failure(Duration.ofMinutes(10), Duration.ofMillis(50));

        assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(failure.replay()).isEqualTo(Replay.SAFE);
    }

    /** Of a call whose name is never found, nor found not to be there. */
    private static ModelException failure(Duration connect, Duration whole) {
        CountDownLatch never = new CountDownLatch(1);
        InterruptibleDns dns = new InterruptibleDns(host -> {
            awaitWithoutEar(never);
            return List.of();
        });
        OkHttpClient http = new OkHttpClient.Builder()
                .dns(dns)
                .eventListener(InterruptibleDns.limit(connect))
                .callTimeout(whole)
                .build();
        Request request = new Request.Builder().url("http://model.example").build();
        IOException failure = catchThrowableOfType(
                IOException.class, () -> http.newCall(request).execute().close());
        never.countDown();
        return new Failures(ModelSpec.builder("openai", "m").build(), new Unsaid(List.of()), InstantSource.system())
                .during(failure, Progress.UNSENT, Headers.EMPTY);
    }

    @Test
    void finds_what_the_system_finds() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        assertThat(new InterruptibleDns(host -> List.of(loopback)).lookup("model.example"))
                .containsExactly(loopback);
    }

    @Test
    void fails_as_the_system_fails() {
        UnknownHostException unknown = new UnknownHostException("model.example");
        assertThatThrownBy(() -> new InterruptibleDns(host -> {
                            throw unknown;
                        })
                        .lookup("model.example"))
                .isSameAs(unknown);
    }

    /** As the system's lookup does. */
    private static void awaitWithoutEar(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException deaf) {
                // It goes on.
            }
        }
    }
}
