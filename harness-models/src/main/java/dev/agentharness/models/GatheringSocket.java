package dev.agentharness.models;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A socket that sends up to 64 KiB in one call of the system, where Okio would make one for each 8 KiB: most of what a long
 * request costs. What was written goes out when it is flushed. Not for a socket below TLS, which does not flush.
 */
final class GatheringSocket extends Socket {

    private static final int AT_ONCE = 64 << 10;

    /** Shared by all sockets, because each needs one for a moment only, and thousands may wait for their answers. */
    private static final Queue<byte[]> SPARE = new ArrayBlockingQueue<>(16);

    private @Nullable OutputStream gathering;

    @Override
    public synchronized OutputStream getOutputStream() throws IOException {
        if (gathering == null) {
            gathering = new Gathering(super.getOutputStream());
        }
        return Objects.requireNonNull(gathering);
    }

    /** Used by one thread at a time. */
    private static final class Gathering extends OutputStream {
        private final OutputStream out;
        private byte @Nullable [] gathered;
        private int count;

        Gathering(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int single) throws IOException {
            write(new byte[] {(byte) single}, 0, 1);
        }

        @Override
        public void write(byte[] from, int at, int length) throws IOException {
            if (length > AT_ONCE - count) {
                flush();
            }
            if (length > AT_ONCE) {
                out.write(from, at, length);
                return;
            }
            if (gathered == null) {
                byte[] spare = SPARE.poll();
                gathered = spare == null ? new byte[AT_ONCE] : spare;
            }
            System.arraycopy(from, at, gathered, count, length);
            count += length;
        }

        @Override
        public void flush() throws IOException {
            byte[] ready = gathered;
            if (ready == null) {
                return;
            }
            try {
                out.write(ready, 0, count);
            } finally {
                gathered = null;
                count = 0;
                SPARE.offer(ready);
            }
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
