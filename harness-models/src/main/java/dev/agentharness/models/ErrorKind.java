package dev.agentharness.models;

import dev.agentharness.model.ModelException.Kind;
import java.util.Locale;
import java.util.regex.Pattern;

/** Tells what a caller can do about an error, from what the provider says of it. */
final class ErrorKind {

    private static final Pattern TOO_LONG = Pattern.compile("context[ _-]?(length|window|size|limit)|maximum context"
            + "|prompt is too long|prompt too long|input is too long|too many (input )?tokens|exceeds? the model's"
            + "|reduce the length of the (messages|prompt)|exceeds? .{0,40}context|token limit exceeded");
    private static final Pattern NO_CREDIT =
            Pattern.compile("insufficient_quota|billing|credit balance|insufficient (balance|credit|funds)");
    /** The words for a limit that passes; they come with advice about billing, too. */
    private static final Pattern FOR_NOW = Pattern.compile("rate[ _]limit|(try again|retry) in [0-9]");

    /** Groq's words for an answer of the model's that it could not read itself. */
    private static final Pattern NO_ANSWER = Pattern.compile("tool_use_failed|json_validate_failed");

    private static final Pattern NO_CAPACITY = Pattern.compile("overloaded|at capacity|no capacity");

    private ErrorKind() {}

    /** What the caller can do about it. The words come first: providers agree on them more than on statuses. */
    static Kind of(ErrorBody error) {
        int status = error.status();
        String words = (error.type() + " " + error.message()).toLowerCase(Locale.ROOT);
        boolean refused = status == 0 || status == 400 || status == 413 || status == 422 || status >= 500;
        if (refused && !words.contains("rate_limit") && TOO_LONG.matcher(words).find()) {
            return Kind.CONTEXT_TOO_LONG;
        }
        if (status == 402
                || (status != 401
                        && status < 500
                        && NO_CREDIT.matcher(words).find()
                        && !FOR_NOW.matcher(words).find())) {
            return Kind.QUOTA_EXHAUSTED;
        }
        if (status == 529
                || ((status == 0 || status >= 500) && NO_CAPACITY.matcher(words).find())) {
            return Kind.OVERLOADED;
        }
        if (NO_ANSWER.matcher(error.type()).find()) {
            return Kind.INVALID_RESPONSE;
        }
        return status == 0 ? kindOfWords(words) : kindOfStatus(status);
    }

    private static Kind kindOfStatus(int status) {
        return switch (status) {
            case 401, 403 -> Kind.AUTHENTICATION;
            case 404 -> Kind.NOT_FOUND;
            case 408, 504 -> Kind.TIMEOUT;
            case 429 -> Kind.RATE_LIMITED;
            default -> status >= 500 ? Kind.SERVER_ERROR : Kind.INVALID_REQUEST;
        };
    }

    private static Kind kindOfWords(String words) {
        if (words.contains("rate_limit") || words.contains("rate limit")) {
            return Kind.RATE_LIMITED;
        } else if (words.contains("authentication") || words.contains("permission") || words.contains("api_key")) {
            return Kind.AUTHENTICATION;
        } else if (words.contains("not_found")) {
            return Kind.NOT_FOUND;
        } else if (words.contains("timeout") || words.contains("timed out")) {
            return Kind.TIMEOUT;
        } else if (words.contains("invalid_request") || words.contains("too_large")) {
            return Kind.INVALID_REQUEST;
        }
        return Kind.SERVER_ERROR;
    }
}
