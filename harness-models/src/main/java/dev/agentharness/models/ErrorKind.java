package dev.agentharness.models;

import dev.agentharness.model.ModelException.Kind;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells what a caller can do about an error, from what the provider says of it: first by the provider's own word for the
 * kind of error, then by the words of its message, without the names that it quotes, then by the status.
 */
final class ErrorKind {

    /** A name of the user's that the message quotes, such as a tool's; a value in JSON, which may be a word, is none. */
    private static final Pattern QUOTED = Pattern.compile("(?<!\\w)(?<!['\"]:\\s?)(['\"`])[^'\"`\\s]{1,100}\\1(?!\\w)");

    private static final Pattern TOO_LONG_CODE =
            Pattern.compile("context_(length|window|size)_?exceeded|exceed_context_size|prompt_too_long"
                    + "|\\btokens_limit_reached\\b");
    private static final Pattern TOO_LONG = Pattern.compile("context[ _-]?(length|window|size|limit)|maximum context"
            + "|prompt is too long|prompt too long|input is too long|too many (input )?tokens|exceeds? the model's"
            + "|reduce the length of the (messages|prompt)|exceeds? .{0,40}context|token limit exceeded"
            + "|exceeds the maximum number of tokens|maximum prompt length|exceeded model token limit"
            + "|prompt exceeds max length|tokens in request more than max tokens|range of input length should be"
            + "|prompt token count of \\d+ exceeds|request body too large for \\S* model\\. max size: \\d+ tokens"
            + "|tokens \\+ \\w* ?must be <= \\d"); // the last is of TGI, which quotes its names

    /** A limit on tokens a minute that no wait makes large enough, in OpenAI's words and in Groq's. */
    private static final Pattern NEVER_FITS =
            Pattern.compile("request too large for .*(must be reduced|reduce your message size)");

    private static final Pattern NO_CREDIT_CODE = Pattern.compile(
            "insufficient_(quota|balance|credit|funds)|billing_|exceeded_current_quota|\\barrearage\\b");
    /** Billing as a word, and not in a path, an address or a name of the user's. */
    private static final Pattern NO_CREDIT = Pattern.compile("(?<![\\w./-])billing(?![\\w:\\[]|\\.\\w)|credit balance"
            + "|insufficient (balance|credit|funds)|reached your specified api usage limits|key limit exceeded"
            + "|used all available credits|reached its monthly spending limit");
    /** The words for a limit that passes; they come with advice about billing, too. */
    private static final Pattern FOR_NOW = Pattern.compile("rate[ _]limit");

    private static final Pattern BAD_KEY =
            Pattern.compile("api_key_(invalid|expired)|invalid_api_key|authentication_error|unauthenticated"
                    + "|(incorrect|invalid) api key|api key (is )?(not valid|invalid|expired)");
    private static final Pattern NO_MODEL = Pattern.compile("model_not_found|invalid_model");

    /** Groq's words for an answer of the model's that it could not read itself. */
    private static final Pattern NO_ANSWER = Pattern.compile("tool_use_failed|json_validate_failed");

    private static final Pattern NO_CAPACITY = Pattern.compile("overloaded|(at|over|no) capacity|capacity_exceeded");

    private final ErrorBody error;
    private final int status;
    private final String code;
    private final String said;

    private ErrorKind(ErrorBody error) {
        this.error = error;
        this.status = error.status();
        this.code = error.type().toLowerCase(Locale.ROOT);
        this.said = QUOTED.matcher(error.message()).replaceAll("").toLowerCase(Locale.ROOT);
    }

    static Kind of(ErrorBody error) {
        return new ErrorKind(error).kind();
    }

    private Kind kind() {
        if (isTooLong()) {
            return Kind.CONTEXT_TOO_LONG;
        } else if (isOutOfCredit()) {
            return Kind.QUOTA_EXHAUSTED;
        } else if (NO_MODEL.matcher(code).find()) {
            return Kind.NOT_FOUND;
        } else if (NO_ANSWER.matcher(code).find()) {
            return Kind.INVALID_RESPONSE;
        } else if ((status == 0 || status >= 498)
                && NO_CAPACITY.matcher(code + " " + said).find()) {
            return Kind.OVERLOADED;
        } else if (status == 400 && BAD_KEY.matcher(code + " " + said).find()) {
            return Kind.AUTHENTICATION;
        }
        return status == 0 ? byWords(code).or(() -> byWords(said)).orElse(Kind.SERVER_ERROR) : byStatus();
    }

    /** A server that failed may say anything while it does: then only the code counts. */
    private boolean isTooLong() {
        if (TOO_LONG_CODE.matcher(code).find()) {
            return true;
        }
        boolean limited = code.contains("rate_limit") || said.contains("rate_limit");
        return switch (status) {
            case 0, 400, 413, 422 ->
                NEVER_FITS.matcher(said).find()
                        || (!limited
                                && !code.contains("server_error")
                                && TOO_LONG.matcher(said).find());
            case 429 -> NEVER_FITS.matcher(said).find();
            default -> false;
        };
    }

    private boolean isOutOfCredit() {
        if (status == 402 || NO_CREDIT_CODE.matcher(code).find()) {
            return true;
        }
        boolean passes =
                FOR_NOW.matcher(code + " " + said).find() || error.retryAfter().isPresent();
        return status < 500
                && status != 401
                && !passes
                && NO_CREDIT.matcher(said).find();
    }

    private Kind byStatus() {
        return switch (status) {
            case 401, 403, 407 -> Kind.AUTHENTICATION;
            case 404, 501, 505 -> Kind.NOT_FOUND;
            case 408, 504, 524 -> Kind.TIMEOUT;
            case 429 -> Kind.RATE_LIMITED;
            case 498, 529 -> Kind.OVERLOADED; // Groq's and Anthropic's
            case 409, 425, 499 -> Kind.SERVER_ERROR; // a lock, a request too early, and one that Google cancelled
            default -> status >= 500 ? Kind.SERVER_ERROR : Kind.INVALID_REQUEST;
        };
    }

    private static Optional<Kind> byWords(String words) {
        if (words.contains("rate_limit") || words.contains("rate limit")) {
            return Optional.of(Kind.RATE_LIMITED);
        } else if (words.contains("authentication") || words.contains("permission") || words.contains("api_key")) {
            return Optional.of(Kind.AUTHENTICATION);
        } else if (words.contains("not_found")) {
            return Optional.of(Kind.NOT_FOUND);
        } else if (words.contains("timeout") || words.contains("timed out")) {
            return Optional.of(Kind.TIMEOUT);
        } else if (words.contains("invalid_request") || words.contains("too_large")) {
            return Optional.of(Kind.INVALID_REQUEST);
        } else if (words.contains("server_error") || words.contains("api_error")) {
            return Optional.of(Kind.SERVER_ERROR);
        }
        return Optional.empty();
    }
}
