package dev.agentharness.model;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A model call that gave no whole message. The one exception of the model boundary: its {@link Kind} says what a caller
 * can do about it, its message names the provider, the status and the provider's own words.
 */
public final class ModelException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What went wrong, by what can be done about it. */
    public enum Kind {
        /** The key is missing, wrong or not allowed to do this. */
        AUTHENTICATION(false),
        /** The provider refuses the request as it is; asking again will not help. */
        INVALID_REQUEST(false),
        /** The model or address does not exist. */
        NOT_FOUND(false),
        /** The conversation does not fit into the model's context window: compact it. */
        CONTEXT_TOO_LONG(false),
        /** The account's credit or quota is used up. */
        QUOTA_EXHAUSTED(false),
        /** The caller's own budget leaves no room for this call, so it was not made. */
        BUDGET(false),
        /** Too many requests for now; wait, then ask again. */
        RATE_LIMITED(true),
        /** The provider has no capacity for now. */
        OVERLOADED(true),
        /** The provider failed. */
        SERVER_ERROR(true),
        /** No connection, or it broke before anything of the answer had arrived. */
        CONNECTION(true),
        /** Nothing, or not everything, arrived in time. */
        TIMEOUT(true),
        /** The answer broke off in the middle, after parts of it were already told to the listener. */
        INTERRUPTED_STREAM(false),
        /** What arrived is not an answer: no JSON, no known shape, an empty body. */
        INVALID_RESPONSE(true);

        private final boolean retryable;

        Kind(boolean retryable) {
            this.retryable = retryable;
        }
    }

    private final Kind kind;
    private final int status;
    private final @Nullable Duration retryAfter;

    /** A failure without an HTTP status. */
    public ModelException(Kind kind, String message, @Nullable Throwable cause) {
        this(kind, message, 0, null, cause);
    }

    /**
     * @param status the HTTP status, or 0 if there was none
     * @param retryAfter how long the provider asks to wait, if it does
     */
    public ModelException(
            Kind kind, String message, int status, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind, "kind");
        this.status = status;
        this.retryAfter = retryAfter;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether the same request may succeed later. */
    public boolean retryable() {
        return kind.retryable;
    }

    /** How long the provider asks to wait before the next request. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** The HTTP status, if the provider answered with one that is an error. */
    public OptionalInt status() {
        return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
    }
}
