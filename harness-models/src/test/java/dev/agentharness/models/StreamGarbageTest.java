package dev.agentharness.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How much is allocated for each piece of a stream, counted by the JVM: no matter of speed. */
@DisplayName("Reading a stream")
class StreamGarbageTest {

    private static final int PIECES = 1_000;
    private static final long MOST_BYTES = 1_300;

    private int heard;

    @ParameterizedTest
    @EnumSource(Wire.class)
    void leaves_little_garbage_for_each_piece(Wire wire) throws IOException {
        FaultWire events = FaultWire.ALL.get(wire.ordinal());
        byte[] stream =
                (events.opened() + events.said().repeat(PIECES) + events.ended()).getBytes(StandardCharsets.UTF_8);
        ThreadMXBean counter = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        read(wire, stream); // loads classes and the like

        long before = counter.getCurrentThreadAllocatedBytes();
        read(wire, stream);
        long each = (counter.getCurrentThreadAllocatedBytes() - before) / PIECES;

        assertThat(each).isLessThan(MOST_BYTES);
        assertThat(heard).isGreaterThanOrEqualTo(2 * "Hi".length() * PIECES);
    }

    private void read(Wire wire, byte[] stream) throws IOException {
        HeardListener listener =
                new HeardListener(text -> heard += text.length(), HeardListener.NO_RAW, HeardListener.NO_ALLOWANCES);
        Dialect dialect = wire.dialect("m");
        Answer answer = dialect.answer(new Assembly(dialect.origin(), new CallIds(Requests.with()), listener));
        EventStream events = new EventStream();
        byte[] packet = new byte[400];
        for (int at = 0; at < stream.length; at += packet.length) {
            int length = Math.min(packet.length, stream.length - at);
            System.arraycopy(stream, at, packet, 0, length);
            events.feed(packet, length, answer::event);
        }
        assertThat(answer.isWhole()).isTrue();
    }
}
