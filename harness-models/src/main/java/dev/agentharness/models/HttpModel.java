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
    private final Request empty;

    /** A parser that has read an answer of this model knows the names in the next. */
    private final AtomicReference<@Nullable JsonDocument> spare = new AtomicReference<>();

    HttpModel(ModelSpec spec, Dialect dialect, Options options, Endpoint endpoint, Failures failures) {
        this.spec = spec;
        this.dialect = dialect;
        this.options = options;
        this.encoder = new Encoder(dialect, options);
        this.endpoint = endpoint;
        this.failures = failures;
        this.http = Http.client(endpoint.url().isHttps(), endpoint.patience());
        this.empty = new Request.Builder()
                .url(endpoint.url())
                .headers(endpoint.headers())
                .build();
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
        Assembly assembly = new Assembly(dialect.origin(), new CallIds(request), heard);
        Answer answer = dialect.answer(assembly);
        GatheredBody body = encoder.encode(request, endpoint.streaming());
        Request question = empty.newBuilder().post(body).build();
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
            boolean told = heard.told() && !callersTime;
            boolean begun = heard.begun() || assembly.hasCalls();
            throw failures.during(e, told ? Progress.TOLD : begun ? Progress.BEGUN : body.progress(), heard.headers());
        }
    }

    private Call call(Request question, Duration timeout) {
        Pulse.keep();
        Call call = http.newCall(question);
        long nanos = (timeout.compareTo(LONGEST) < 0 ? timeout : LONGEST).toNanos();
        call.timeout().timeout(nanos, TimeUnit.NANOSECONDS);
        return call;
    }

    private ModelResponse read(HttpAnswer arriving, Answer answer, HeardListener heard) throws IOException {
        Response head = arriving.head();
        heard.onHeaders(head.headers(), failures);
        if (!head.isSuccessful()) {
            throw failures.status(arriving, heard);
        }
        try {
            // Servers answer as they can, not as they were asked, and say of it what they like.
            switch (arriving.first()) {
                case '{', '[' -> whole(arriving, answer, heard);
                case -1 -> throw new BadAnswer("it is empty");
                default -> stream(arriving, answer, heard);
            }
        } catch (IOException | RuntimeException e) {
            arriving.abandon();
            throw e;
        }
        answer.assembly().detail("request-id", Failures.requestId(head.headers()));
        return new ModelResponse(answer.message(), answer.finishReason(), answer.usage(), answer.details());
    }

    private void whole(HttpAnswer arriving, Answer answer, HeardListener heard) throws IOException {
        int size = arriving.size();
        JsonDocument ready = spare.getAndSet(null);
        JsonDocument document = ready == null ? new JsonDocument() : ready;
        byte[] all = document.room(size);
        arriving.take(all, size);
        heard.onRaw(all, size);
        answer.whole(document.read(all, size));
        if (size <= MOST_SPARED) {
            spare.set(document);
        }
    }

    private static void stream(HttpAnswer arriving, Answer answer, HeardListener heard) throws IOException {
        EventStream events = new EventStream();
        StreamSink sink = new StreamSink(answer, heard);
        byte[] buffer = new byte[8_192];
        boolean hurries = false;
        try {
            int count = arriving.read(buffer);
            while (count >= 0 && !answer.isFinished()) {
                events.feed(buffer, count, sink);
                if (!hurries && answer.isEnding() && !answer.isFinished()) {
                    arriving.hurry();
                    hurries = true;
                }
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
            heard.onRaw(data, length);
            if (isKeepAlive(type, data, length)) {
                return;
            }
            any = true;
            if (!answer.isFinished()) {
                answer.event(type, data, length);
            }
        }

        /** It is an error, or nothing to anybody. */
        @Override
        public void stray(byte[] data, int length) throws IOException {
            heard.onRaw(data, length);
            if (!answer.isFinished()) {
                ErrorAnswer.checkStray(data, length);
            }
        }

        /** Not all that keep a connection alive do it with comments; these are the other ways, of Vertex AI and of gateways. */
        private static boolean isKeepAlive(String type, byte[] data, int length) {
            int first = 0;
            while (first < length && data[first] <= ' ' && data[first] >= 0) {
                first++;
            }
            return first == length || data[first] == ':' || type.equals("ping");
        }

        void end(EventStream events) throws IOException {
            try {
                events.end(this);
            } catch (JsonProcessingException e) {
                throw new BadAnswer("it broke off in the middle of an event", e);
            }
            if (!any) {
                throw new BadAnswer("there is neither JSON nor an event in it");
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
