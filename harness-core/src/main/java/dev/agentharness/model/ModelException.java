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

    /** Who asks for more means never. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(365);

    /** Whether a failed call may be made again. */
    public enum Replay {
        /** It did nothing and cost nothing, or as good as: the provider refused it, or never had it. */
        SAFE,
        /** The provider may have worked on it, and may bill that. */
        UNKNOWN,
        /** Somebody was told a part of its answer, and would be told again. */
        UNSAFE
    }

    /** What went wrong, by what can be done about it. */
    public enum Kind {
        /** The key is missing, wrong or not allowed to do this. */
        AUTHENTICATION(false, Replay.SAFE),
        /** The provider refuses the request as it is; asking again will not help. */
        INVALID_REQUEST(false, Replay.SAFE),
        /** The model or address does not exist. */
        NOT_FOUND(false, Replay.SAFE),
        /** The conversation does not fit into the model's context window: compact it. */
        CONTEXT_TOO_LONG(false, Replay.SAFE),
        /** The account's credit or quota is used up. */
        QUOTA_EXHAUSTED(false, Replay.SAFE),
        /** The caller's own budget leaves no room for this call, so it was not made. */
        BUDGET(false, Replay.SAFE),
        /** Too many requests for now; wait, then ask again. */
        RATE_LIMITED(true, Replay.SAFE),
        /** The provider has no capacity for now. */
        OVERLOADED(true, Replay.SAFE),
        /** The provider failed. */
        SERVER_ERROR(true, Replay.SAFE),
        /** No connection, or it broke before anything of the answer had arrived; safe to repeat if nothing had been sent. */
        CONNECTION(true, Replay.UNKNOWN),
        /** Nothing, or not everything, arrived in time. */
        TIMEOUT(true, Replay.UNKNOWN),
        /** The answer broke off in the middle, after parts of it were already told to the listener. */
        INTERRUPTED_STREAM(false, Replay.UNSAFE),
        /** What arrived is not an answer: no JSON, no known shape, an empty body. */
        INVALID_RESPONSE(true, Replay.UNKNOWN);

        private final boolean retryable;
        private final Replay replay;

        Kind(boolean retryable, Replay replay) {
            this.retryable = retryable;
            this.replay = replay;
        }

        /** Whether a call that failed so may be made again without harm, as long as nothing more is known. */
        public Replay replay() {
            return replay;
        }
    }

    private final Kind kind;
    private final int status;
    private final @Nullable Duration retryAfter;
    private final boolean retryable;
    private final Replay replay;

    /** A failure without an HTTP status. */
    public ModelException(Kind kind, String message, @Nullable Throwable cause) {
        this(kind, message, 0, null, cause);
    }

    /**
     * @param status the HTTP status, or 0 if there was none
     * @param retryAfter how long the provider asks to wait, if it does; taken as zero below that, and as a year above
     */
    public ModelException(
            Kind kind, String message, int status, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        this(kind, message, status, retryAfter, cause, kind.retryable, kind.replay);
    }

    private ModelException(
            Kind kind,
            String message,
            int status,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause,
            boolean retryable,
            Replay replay) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind, "kind");
        this.status = status;
        this.retryAfter = retryAfter == null ? null : sane(retryAfter);
        this.retryable = retryable;
        this.replay = Objects.requireNonNull(replay, "replay");
    }

    private static Duration sane(Duration wait) {
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }

    /** This failure, where more is known of what the provider did than its kind says. */
    public ModelException withReplay(Replay known) {
        return new ModelException(kind, String.valueOf(getMessage()), status, retryAfter, getCause(), retryable, known);
    }

    /** This failure, of which the provider itself says whether the same request may succeed later. */
    public ModelException withRetryable(boolean told) {
        return new ModelException(kind, String.valueOf(getMessage()), status, retryAfter, getCause(), told, replay);
    }

    /** This failure where another try may succeed after so long a wait, with another model if this one needs longer. */
    public ModelException withRetryAfter(Duration wait) {
        return new ModelException(kind, String.valueOf(getMessage()), status, wait, this, true, replay);
    }

    public Kind kind() {
        return kind;
    }

    /** Whether the same request may succeed later, or elsewhere. */
    public boolean retryable() {
        return retryable;
    }

    /** Whether the call may be made again without harm. */
    public Replay replay() {
        return replay;
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
