package dev.agentharness.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelException.Kind;
import dev.agentharness.model.ModelSpec;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import okhttp3.Response;

/** Says what went wrong, in the one exception of the model boundary and without the words that must stay secret. */
final class Failures {

    private static final int ERROR_BODY_BYTES = 64 << 10;
    private static final int LONGEST = 450;

    /** OkHttp's words for a proxy that wants to know who asks; only one that it knows of is given as a status. */
    private static final Pattern PROXY_REFUSES =
            Pattern.compile("HTTP_PROXY_AUTH|[Ff]ailed to authenticate with proxy");

    private final ModelSpec spec;
    private final List<String> secrets;
    private final InstantSource clock;

    Failures(ModelSpec spec, List<String> secrets, InstantSource clock) {
        this.spec = spec;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** An answer whose status is not a success. */
    ModelException status(HttpAnswer answer) throws IOException {
        Response response = answer.head();
        int status = response.code();
        if (status < 400) {
            String to = response.header("location", "nowhere");
            return new ModelException(
                    Kind.NOT_FOUND, said(spec + " answered " + status + ": moved to " + to), status, null, null);
        }
        ErrorBody error = ErrorBody.of(status, explanation(answer));
        ModelException failure = new ModelException(
                error.kind(),
                message("answered " + status + request(response), error),
                status,
                RetryAfter.in(response.headers(), error, now(response)),
                null);
        String again = response.header("x-should-retry", "");
        return again.equals("true") || again.equals("false")
                ? failure.withRetryable(Boolean.parseBoolean(again))
                : failure;
    }

    /** What the provider's support asks for first. */
    private static String request(Response response) {
        String id = response.header("request-id", response.header("x-request-id"));
        return id == null || id.isBlank() ? "" : " to request " + id;
    }

    /** The status is known: an explanation that does not arrive is missed, but changes nothing. */
    private static byte[] explanation(HttpAnswer answer) throws IOException {
        try {
            return answer.readSome(ERROR_BODY_BYTES);
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            return new byte[0];
        }
    }

    /** An error where an answer was expected, under a head that promised one and may say how long to wait. */
    ModelException within(Response head, ErrorAnswer failure, boolean told) {
        ErrorBody error = failure.body();
        return new ModelException(
                told ? Kind.INTERRUPTED_STREAM : error.kind(),
                message("answered with an error", error),
                0,
                RetryAfter.in(head.headers(), error, now(head)),
                failure);
    }

    /**
     * Anything else that happened after the request was sent.
     *
     * @param told whether the listener has heard a part of the answer: then asking again would tell it twice, and the
     *     failure is not one to be retried here
     */
    ModelException during(Exception failure, boolean told) {
        Kind kind = kind(failure);
        String message = said(spec + ": " + described(failure, kind));
        return new ModelException(told ? Kind.INTERRUPTED_STREAM : kind, message, failure);
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

    private static String described(Exception failure, Kind kind) {
        if (failure instanceof Silence) {
            return String.valueOf(failure.getMessage());
        }
        if (kind == Kind.TIMEOUT) {
            return "no whole answer came in time";
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
        String clean = message;
        for (String secret : secrets) {
            clean = clean.replace(secret, "[secret]");
        }
        return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + "…";
    }

    /** Counted from the provider's own clock where it tells the time, which need not be ours. */
    private Instant now(Response response) {
        Date date = response.headers().getDate("date");
        return date == null ? clock.instant() : date.toInstant();
    }
}
