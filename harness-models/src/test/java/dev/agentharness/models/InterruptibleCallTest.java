package dev.agentharness.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.Call;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Okio;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A call that is interrupted in the moment in which its answer is there")
@Timeout(60)
class InterruptibleCallTest {

    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();

    @Test
    void is_over_and_its_answer_closed() {
        assertThatThrownBy(() -> new InterruptibleCall(interruptedCall()).execute())
                .isInstanceOf(ClosedByInterruptException.class);

        assertThat(Thread.interrupted()).as("the interrupt is still to be seen").isTrue();
        assertThat(cancelled).isTrue();
        assertThat(closed).isTrue();
    }

    /** After the last look of OkHttp's own at whether the call is cancelled. */
    private Call interruptedCall() {
        return (Call) Proxy.newProxyInstance(
                Call.class.getClassLoader(), new Class<?>[] {Call.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("execute")) {
                        interruptByAnother(Thread.currentThread());
                        return answer();
                    }
                    cancelled.set(method.getName().equals("cancel"));
                    return null;
                });
    }

    private static void interruptByAnother(Thread thread) {
        new Thread(thread::interrupt).start();
        while (!thread.isInterrupted()) {
            Thread.onSpinWait();
        }
    }

    private Response answer() {
        ForwardingSource body = new ForwardingSource(new Buffer()) {
            @Override
            public void close() {
                closed.set(true);
            }
        };
        return new Response.Builder()
                .request(new Request.Builder().url("http://model.example").build())
                .protocol(Protocol.HTTP_1_1)
                .code(200)
                .message("OK")
                .body(ResponseBody.create(Okio.buffer(body), null, 0))
                .build();
    }
}
