package dev.agentharness.models;

import java.io.IOException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.util.Objects;
import okhttp3.Call;
import okhttp3.Response;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A call that an interrupt of the thread that makes it cancels at once, whatever it waits for: a connection, the head of
 * the answer, or a byte that never comes. OkHttp and the JDK's sockets look for no interrupt; asking on another thread and
 * waiting for that one would cost two changes of threads for each request.
 *
 * <p>It uses the JDK's own hook: between begin and end, an interrupt closes the channel from the interrupting thread. Not
 * thread-safe.
 */
final class InterruptibleCall extends AbstractInterruptibleChannel {

    private final Call call;
    private @Nullable Response answer;

    InterruptibleCall(Call call) {
        this.call = call;
    }

    /** Sends the request and waits for the head of the answer. */
    Response execute() throws IOException {
        boolean completed = false;
        begin();
        try {
            Response head = call.execute();
            answer = head;
            completed = true;
            return head;
        } finally {
            finish(completed);
        }
    }

    /** Waits for the next bytes of the answer and says how many there are, at most so many, or -1 at the end. */
    long read(Buffer into, long most) throws IOException {
        boolean completed = false;
        begin();
        try {
            long count = Objects.requireNonNull(answer).body().source().read(into, most);
            completed = true;
            return count;
        } finally {
            finish(completed);
        }
    }

    private void finish(boolean completed) throws IOException {
        try {
            end(completed);
        } catch (IOException interrupted) {
            if (answer != null) {
                answer.close(); // nobody else will have it
            }
            throw interrupted;
        }
    }

    /** Wants nothing more of the answer, not even the connection. */
    void cancel() {
        call.cancel();
    }

    @Override
    protected void implCloseChannel() {
        call.cancel();
    }
}
