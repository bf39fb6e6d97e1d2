package dev.agentharness.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * A model behind HTTP: asks, waits, reads, and says what went wrong, for every provider and for streamed and whole
 * answers alike. What differs from provider to provider is its {@link Dialect}. Thread-safe.
 */
final class HttpModel implements ModelClient {

    private static final Duration LONGEST = Duration.ofDays(365);

    /** A document that has read more bytes at once is not kept for the next answer. */
    private static final int MOST_SPARED = 64 << 10;

    private final ModelSpec spec;
    private final Dialect dialect;
    private final Options options;
    private final Encoder encoder;
    private final Endpoint endpoint;
    private final Failures failures;
    private final OkHttpClient http;

    /** A parser that has read an answer of this model knows the names in the next. */
    private final AtomicReference<@Nullable JsonDocument> spare = new AtomicReference<>();

    HttpModel(ModelSpec spec, Dialect dialect, Options options, Endpoint endpoint, Failures failures) {
        this.spec = spec;
        this.dialect = dialect;
        this.options = options;
        this.encoder = new Encoder(dialect, options);
        this.endpoint = endpoint;
        this.failures = failures;
        this.http = Http.client(endpoint.patience());
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** The same model asked elsewhere. */
    HttpModel with(Endpoint other) {
        return new HttpModel(spec, dialect, options, other, failures);
    }

    /** The same model asked in other words. */
    HttpModel with(Dialect other) {
        return new HttpModel(spec, other, options, endpoint, failures);
    }

    /** The same model with other fields added to what it is asked. */
    HttpModel with(Options others) {
        return new HttpModel(spec, dialect, others, endpoint, failures);
    }

    @Override
    public ModelSpec spec() {
        return spec;
    }

    @Override
    public ModelResponse generate(ModelRequest request, ModelListener listener) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        HeardListener heard = new HeardListener(listener, endpoint.raw(), endpoint.allowances());
        Answer answer = dialect.answer(new Assembly(dialect.origin(), new CallIds(request), heard));
        Request question = new Request.Builder()
                .url(endpoint.url())
                .headers(endpoint.headers())
                .post(encoder.encode(request, endpoint.streaming()))
                .build();
        Duration own = endpoint.timeout();
        Duration timeout =
                request.timeout().filter(asked -> asked.compareTo(own) < 0).orElse(own);
        try (HttpAnswer arriving = Http.send(endpoint.patience().betweenBytes(), () -> call(question, timeout))) {
            return read(arriving, answer, heard);
        } catch (ModelException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            if (e instanceof RuntimeException thrown && heard.threw(e)) {
                throw thrown;
            }
            // What waits for a connection takes the interrupt's mark away.
            if (Thread.interrupted() || e instanceof ClosedByInterruptException) {
                throw new InterruptedException();
            }
            // A caller whose own time is up must hear that, whatever was told: it will not ask again.
            boolean timeIsUp = e instanceof InterruptedIOException && !(e instanceof Silence);
            boolean callersTime = timeIsUp && timeout.compareTo(own) < 0;
            throw failures.during(e, heard.told() && !callersTime);
        }
    }

    private Call call(Request question, Duration timeout) {
        Call call = http.newCall(question);
        long nanos = (timeout.compareTo(LONGEST) < 0 ? timeout : LONGEST).toNanos();
        call.timeout().timeout(nanos, TimeUnit.NANOSECONDS);
        return call;
    }

    private ModelResponse read(HttpAnswer arriving, Answer answer, HeardListener heard) throws IOException {
        Response head = arriving.head();
        heard.onHeaders(head.headers());
        if (!head.isSuccessful()) {
            throw failures.status(arriving);
        }
        try {
            if (isStream(head)) {
                stream(arriving, answer, heard);
            } else {
                whole(arriving, answer, heard);
            }
        } catch (ErrorAnswer e) {
            arriving.abandon();
            throw failures.within(head, e, heard.told());
        } catch (IOException | RuntimeException e) {
            arriving.abandon();
            throw e;
        }
        return new ModelResponse(answer.message(), answer.finishReason(), answer.usage(), details(head, answer));
    }

    private static Map<String, String> details(Response head, Answer answer) {
        Map<String, String> details = new HashMap<>(answer.details());
        String id = head.header("request-id", head.header("x-request-id", ""));
        if (!id.isEmpty()) {
            details.put("request-id", id);
        }
        return details;
    }

    /** Servers answer as they can, not as they were asked, and some forget to say that it is a stream. */
    private boolean isStream(Response head) {
        String type = head.header("content-type", "").toLowerCase(Locale.ROOT);
        return type.contains("event-stream") || (endpoint.streaming() && !type.contains("json"));
    }

    private void whole(HttpAnswer arriving, Answer answer, HeardListener heard) throws IOException {
        byte[] all = arriving.readAll();
        if (all.length == 0) {
            throw new BadAnswer("it is empty");
        }
        heard.onRaw(all, all.length);
        JsonDocument ready = spare.getAndSet(null);
        JsonDocument document = ready == null ? new JsonDocument() : ready;
        answer.whole(document.read(all, all.length));
        if (all.length <= MOST_SPARED) {
            spare.set(document);
        }
    }

    private static void stream(HttpAnswer arriving, Answer answer, HeardListener heard) throws IOException {
        EventStream events = new EventStream();
        StreamSink sink = new StreamSink(answer, heard);
        byte[] buffer = new byte[8_192];
        try {
            int count = arriving.read(buffer);
            while (count >= 0 && !answer.isFinished()) {
                events.feed(buffer, count, sink);
                count = answer.isFinished() ? count : arriving.read(buffer);
            }
            sink.end(events);
        } catch (IOException e) {
            // All of the message is there when only the usage or the last word of the stream is missing.
            if (!answer.isWhole() || Thread.currentThread().isInterrupted()) {
                throw e;
            }
        }
    }

    /** Hands events on until the answer has all it needs, and knows how a stream should have ended. */
    private static final class StreamSink implements EventStream.Sink {
        private final Answer answer;
        private final HeardListener heard;
        private boolean any;

        StreamSink(Answer answer, HeardListener heard) {
            this.answer = answer;
            this.heard = heard;
        }

        @Override
        public void event(String type, byte[] data, int length) throws IOException {
            any = true;
            heard.onRaw(data, length);
            if (!answer.isFinished()) {
                answer.event(type, data, length);
            }
        }

        void end(EventStream events) throws IOException {
            try {
                events.end(this);
            } catch (JsonProcessingException e) {
                throw new BadAnswer("it broke off in the middle of an event", e);
            }
            if (!any) {
                throw new BadAnswer("there is no event in it");
            }
            if (!answer.isWhole()) {
                throw new BadAnswer("it ended before the message did");
            }
        }
    }

    @Override
    public String toString() {
        return spec + " at " + endpoint;
    }
}
