package dev.agentharness.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
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
