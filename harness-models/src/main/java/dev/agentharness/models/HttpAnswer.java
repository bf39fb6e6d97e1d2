package dev.agentharness.models;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import okhttp3.Call;
import okhttp3.Response;

/**
 * An answer of which the head is there and the body is on its way, to be read on the thread that asked. Interrupting that
 * thread cancels the call, even while it waits for a byte that never comes. Not thread-safe.
 */
final class HttpAnswer implements Closeable {

    /** More than any model writes; a body that goes on beyond it is no answer. */
    private static final long MOST_BYTES = 256L << 20;

    private final Response response;
    private final Interruption interruption;
    private long seen;

    HttpAnswer(Call call, Response response) {
        this.response = response;
        this.interruption = new Interruption(call);
    }

    /** Status and headers. */
    Response head() {
        return response;
    }

    /** Waits for the next bytes and says how many there are, or -1 at the end. */
    int read(byte[] into) throws IOException {
        int count = interruption.during(() -> response.body().source().read(into));
        seen += Math.max(0, count);
        if (seen > MOST_BYTES) {
            throw new BadAnswer("it is longer than " + MOST_BYTES + " bytes");
        }
        return count;
    }

    /** Reads to the end, or until there are {@code most} bytes. */
    byte[] read(int most) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[8_192];
        for (int count = 0; count >= 0 && all.size() < most; count = read(buffer)) {
            all.write(buffer, 0, count);
        }
        return all.toByteArray();
    }

    /**
     * Gives the connection back. OkHttp first reads on to the end for up to 100 ms, so that the few bytes after the last
     * event of a stream do not cost the connection.
     */
    @Override
    public void close() {
        response.close();
    }

    private interface Read {
        int read() throws IOException;
    }

    /** The JDK's own hook for this: between begin and end, an interrupt closes the channel from the interrupting thread. */
    private static final class Interruption extends AbstractInterruptibleChannel {
        private final Call call;

        Interruption(Call call) {
            this.call = call;
        }

        int during(Read read) throws IOException {
            boolean completed = false;
            begin();
            try {
                int count = read.read();
                completed = true;
                return count;
            } finally {
                end(completed);
            }
        }

        @Override
        protected void implCloseChannel() {
            call.cancel();
        }
    }
}
