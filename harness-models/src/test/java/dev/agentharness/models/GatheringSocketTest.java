package dev.agentharness.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A socket that gathers")
@Timeout(60)
class GatheringSocketTest {

    private static final int EIGHT_K = 8 << 10;

    @Test
    void is_made_to_send_at_once() throws IOException {
        try (Socket socket = new NoDelaySocketFactory(Socket::new).createSocket()) {
            assertThat(socket.getTcpNoDelay()).isTrue();
        }
    }

    @Test
    void sends_all_bytes_in_order_however_they_are_handed_in() throws Exception {
        byte[] message = new byte[300_000];
        new Random(7).nextBytes(message);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket socket = new GatheringSocket()) {
            socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
            try (Socket peer = server.accept()) {
                OutputStream out = socket.getOutputStream();
                int at = 0;
                for (int size : new int[] {1, EIGHT_K, EIGHT_K, 0, 60_000, 70_000, 65_536, 5}) {
                    out.write(message, at, size);
                    at += size;
                }
                out.write(message[at++]);
                out.flush();
                out.write(message, at, 20_000);
                at += 20_000;
                out.flush();

                assertThat(peer.getInputStream().readNBytes(at)).containsExactly(Arrays.copyOf(message, at));
            }
        }
    }

    @Test
    void sends_nothing_before_it_is_flushed() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket socket = new GatheringSocket()) {
            socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
            try (Socket peer = server.accept()) {
                socket.getOutputStream().write(new byte[EIGHT_K]);
                socket.getOutputStream().write(new byte[EIGHT_K]);
                assertThat(peer.getInputStream().available()).isZero();

                socket.getOutputStream().flush();

                assertThat(peer.getInputStream().readNBytes(2 * EIGHT_K)).hasSize(2 * EIGHT_K);
            }
        }
    }
}
