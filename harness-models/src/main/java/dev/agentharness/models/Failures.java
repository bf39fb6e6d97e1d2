package dev.agentharness.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelException.Kind;
import dev.agentharness.model.ModelException.Replay;
import dev.agentharness.model.ModelSpec;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Says what went wrong, in the one exception of the model boundary and without the words that must stay secret. */
final class Failures {

    private static final int ERROR_BODY_BYTES = 64 << 10;
    private static final int LONGEST = 450;

    /** OkHttp's words for a proxy that wants to know who asks; only one that it knows of is given as a status. */
    private static final Pattern PROXY_REFUSES =
            Pattern.compile("HTTP_PROXY_AUTH|[Ff]ailed to authenticate with proxy");

    /** A gateway waited no longer for the provider, which may work on, and bill it. */
    private static final Set<Integer> GAVE_UP = Set.of(504, 524);

    private static final List<String> REQUEST_IDS =
            List.of("request-id", "x-request-id", "mistral-correlation-id", "apim-request-id");

    private final ModelSpec spec;
    private final Unsaid unsaid;
    private final InstantSource clock;

    Failures(ModelSpec spec, Unsaid unsaid, InstantSource clock) {
        this.spec = spec;
        this.unsaid = unsaid;
        this.clock = clock;
    }

    /**
     * An answer whose status is not a success.
     *
     * @param heard is shown it as it came
     */
    ModelException status(HttpAnswer answer, HeardListener heard) throws IOException {
        Response response = answer.head();
        int status = response.code();
        if (status < 400) {
            String to = response.header("location", "nowhere");
            return new ModelException(
                    Kind.NOT_FOUND, said(spec + " answered " + status + ": moved to " + to), status, null, null);
        }
        byte[] explanation = answer.readSome(ERROR_BODY_BYTES);
        if (explanation.length > 0) {
            heard.onRaw(explanation, explanation.length);
        }
        ErrorBody error = ErrorBody.of(status, explanation);
        ModelException failure = new ModelException(
                error.kind(),
                message("answered " + status + where(response) + request(" to request ", response.headers()), error),
                status,
                RetryAfter.in(response.headers(), error, now(response.headers())),
                null);
        String again = response.header("x-should-retry", "");
        ModelException told = again.equals("true") || again.equals("false")
                ? failure.withRetryable(Boolean.parseBoolean(again))
                : failure;
        return GAVE_UP.contains(status) ? told.withReplay(Replay.UNKNOWN) : told;
    }

    /** Where nothing was found: most often the address is wrong, or the model's name in it. */
    private static String where(Response response) {
        if (response.code() != 404) {
            return "";
        }
        HttpUrl asked = response.request().url();
        return " at " + asked.newBuilder().username("").password("").query(null).build();
    }

    /** What the provider's support asks for first, or empty. */
    static String requestId(Headers headers) {
        for (String name : REQUEST_IDS) {
            String id = headers.get(name);
            if (id != null && !id.isBlank()) {
                return id;
            }
        }
        return "";
    }

    private static String request(String before, Headers headers) {
        String id = requestId(headers);
        return id.isEmpty() ? "" : before + id;
    }

    /**
     * Anything that happened in place of an answer, or in the middle of one.
     *
     * @param headers of the answer, as far as there is one
     */
    ModelException during(Exception failure, Progress progress, Headers headers) {
        if (failure instanceof ErrorAnswer answer) {
            ErrorBody error = answer.body();
            String message = message("answered with an error" + request(" to request ", headers), error);
            return during(error.kind(), message, RetryAfter.in(headers, error, now(headers)), failure, progress);
        }
        Kind kind = kind(failure);
        String message = said(spec + ": " + described(failure, kind, progress) + request(", request ", headers));
        return during(kind, message, null, failure, progress);
    }

    private static ModelException during(
            Kind kind, String message, @Nullable Duration retryAfter, Exception failure, Progress progress) {
        Kind told = progress == Progress.TOLD ? Kind.INTERRUPTED_STREAM : kind;
        ModelException during = new ModelException(told, message, 0, retryAfter, failure);
        return switch (progress) {
            case UNSENT -> during.withReplay(Replay.SAFE);
            case BEGUN -> during.withReplay(Replay.UNKNOWN);
            case SENT, TOLD -> during;
        };
    }

    private static Kind kind(Exception failure) {
        if (failure instanceof InterruptedIOException) {
            // OkHttp's words for its time limits: reading has none of its own, so a socket's is that of connecting.
            return failure instanceof SocketTimeoutException ? Kind.CONNECTION : Kind.TIMEOUT;
        }
        boolean unreadable = failure instanceof JsonProcessingException
                || failure instanceof BadAnswer
                || failure instanceof RuntimeException;
        if (unreadable) {
            return Kind.INVALID_RESPONSE;
        }
        boolean refused =
                PROXY_REFUSES.matcher(String.valueOf(failure.getMessage())).find();
        return refused ? Kind.AUTHENTICATION : Kind.CONNECTION;
    }

    private static String described(Exception failure, Kind kind, Progress progress) {
        if (failure instanceof Silence) {
            return String.valueOf(failure.getMessage());
        }
        if (kind == Kind.TIMEOUT) {
            return progress == Progress.UNSENT ? "there was no connection in time" : "no whole answer came in time";
        }
        if (failure instanceof UnknownHostException) {
            return "no address was found for " + failure.getMessage() + " (check baseUrl and the network)";
        }
        if (failure instanceof JsonProcessingException invalid) {
            return "the answer is no valid JSON: " + invalid.getOriginalMessage();
        }
        return (kind == Kind.INVALID_RESPONSE ? "the answer makes no sense: " : "the connection failed: ")
                + (failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage());
    }

    private String message(String what, ErrorBody error) {
        String type = error.type().isEmpty() ? "" : " (" + error.type() + ")";
        return said(spec + " " + what + type + (error.message().isEmpty() ? "" : ": " + error.message()));
    }

    /** Without the secrets and not at length, in this order: half a secret would not be known for one. */
    private String said(String message) {
        String clean = unsaid.without(message);
        return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + "…";
    }

    /** Counted from the provider's own clock where it tells the time, which need not be ours. */
    Instant now(Headers headers) {
        Date date = headers.getDate("date");
        return date == null ? clock.instant() : date.toInstant();
    }
}
