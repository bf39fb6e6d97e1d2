package dev.agentharness.models;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.Response;
import okio.Buffer;

/**
 * An answer of which the head is there and the body is on its way, to be read on the thread that asked. Interrupting that
 * thread cancels the call, even while it waits for a byte that never comes. Not thread-safe.
 */
final class HttpAnswer implements Closeable {

    /** The most that is held in memory in one piece: a whole answer, or one event of a stream. */
    static final int MOST_AT_ONCE = 32 << 20;

    /** More than any model writes; a stream that goes on beyond it is no answer. */
    private static final long MOST_BYTES = 256L << 20;

    private static final int AT_A_TIME = 8_192;

    /** What may stand before an answer: blanks, and the three bytes of a byte order mark. */
    private static final String BLANKS = " \t\r\n\u00EF\u00BB\u00BF";

    /** How long the rest may take once what counts is known: the explanation of an error, the last word of a stream. */
    private static final long PATIENCE_SECONDS = 2;

    private final InterruptibleCall call;
    private final Response response;
    private final Duration betweenBytes;
    private final Buffer arrived = new Buffer();
    private long seen;

    HttpAnswer(InterruptibleCall call, Response response, Duration betweenBytes) {
        this.call = call;
        this.response = response;
        this.betweenBytes = betweenBytes;
    }

    /** Status and headers. */
    Response head() {
        return response;
    }

    /**
     * Waits for the next bytes and says how many there are, at most so many, or -1 at the end.
     *
     * @throws InterruptedIOException if the time for the call is up
     * @throws BadAnswer if there is no end, or it breaks off: the provider has worked on it all the same
     */
    private long read(Buffer into, long most) throws IOException {
        try {
            long count = call.read(into, most);
            if (seen == 0) {
                response.body().source().timeout().timeout(betweenBytes.toNanos(), TimeUnit.NANOSECONDS);
            }
            seen += Math.max(0, count);
            checkSize(seen, MOST_BYTES);
            return count;
        } catch (SocketTimeoutException e) {
            throw new Silence(e);
        } catch (InterruptedIOException | BadAnswer e) {
            throw e;
        } catch (IOException e) {
            throw new BadAnswer("it broke off (" + e.getMessage() + ")", e);
        }
    }

    /** Waits for the first byte that is more than a blank, which is still to be read, or -1 at the end. */
    int first() throws IOException {
        while (!arrived.exhausted() || read(arrived, AT_A_TIME) >= 0) {
            int next = arrived.getByte(0) & 0xFF;
            if (BLANKS.indexOf(next) < 0) {
                return next;
            }
            arrived.skip(1);
        }
        return -1;
    }

    /** Waits for the next bytes and says how many there are, or -1 at the end. */
    int read(byte[] into) throws IOException {
        return arrived.exhausted() && read(arrived, into.length) < 0 ? -1 : arrived.read(into);
    }

    /** Waits for the end and says how many bytes there are, which are still to be read. */
    int size() throws IOException {
        arrive(MOST_AT_ONCE + 1);
        checkSize(arrived.size(), MOST_AT_ONCE);
        return (int) arrived.size();
    }

    /** Reads so many bytes that are there. */
    void take(byte[] into, int size) {
        int count = 0;
        while (count < size) {
            count += arrived.read(into, count, size - count);
        }
    }

    /**
     * Reads as much as there is within a short time and before it breaks off, and not much more than so many bytes.
     *
     * @throws IOException only if the thread is interrupted
     */
    byte[] readSome(int most) throws IOException {
        hurry();
        try {
            arrive(most);
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
        }
        return arrived.readByteArray();
    }

    /** Waits only a short time for what is still to come. */
    void hurry() {
        response.body().source().timeout().deadline(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private void arrive(int most) throws IOException {
        for (long count = 0; count >= 0 && arrived.size() < most; ) {
            count = read(arrived, AT_A_TIME);
        }
    }

    private static void checkSize(long size, long most) throws BadAnswer {
        if (size > most) {
            throw new BadAnswer("it is longer than " + most + " bytes");
        }
    }

    /** Wants nothing more of it, not even the connection: closing alone would read on. */
    void abandon() {
        call.cancel();
    }

    /**
     * Gives the connection back. OkHttp first reads on to the end for up to 100 ms, so that the few bytes after the last
     * event of a stream do not cost the connection.
     */
    @Override
    public void close() {
        response.close();
    }
}
