package dev.agentharness.models;

import dev.agentharness.model.ModelException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a provider says of an error.
 *
 * @param status the HTTP status, or what the body gives as one, or 0
 * @param type the provider's words for the kind of error, such as {@code overloaded_error}; may be empty
 * @param message the provider's explanation in one line; may be empty
 */
record ErrorBody(int status, String type, String message) {

    private static final int LONGEST = 16 << 10;
    /** Looks at each character once, however the page was made. */
    private static final Pattern TAGS = Pattern.compile("<(script|style)\\b.*?(</\\1>|\\z)|<[^<>]*+>", Pattern.DOTALL);

    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Cntrl}]+");
    private static final Pattern TOO_LONG = Pattern.compile("context[ _-]?(length|window|size|limit)|maximum context"
            + "|prompt is too long|prompt too long|input is too long|too many (input )?tokens|exceeds? the model's"
            + "|reduce the length of the (messages|prompt)|exceeds? .{0,40}context|token limit exceeded");
    private static final Pattern NO_CREDIT =
            Pattern.compile("insufficient_quota|billing|credit balance|insufficient (balance|credit|funds)");
    /** The words for a limit that passes; they come with advice about billing, too. */
    private static final Pattern FOR_NOW = Pattern.compile("rate[ _]limit|(try again|retry) in [0-9]");

    /** Groq's words for an answer of the model's that it could not read itself. */
    private static final Pattern NO_ANSWER = Pattern.compile("tool_use_failed|json_validate_failed");

    private static final Pattern NO_CAPACITY = Pattern.compile("overloaded|(at|over|no) capacity");

    /** An error with an HTTP status of its own; its body may be JSON, HTML or nothing. */
    static ErrorBody of(int status, byte[] body) {
        Optional<Node> json = parse(body);
        if (json.isPresent()) {
            return of(status, json.get());
        }
        String text = new String(body, StandardCharsets.UTF_8);
        return new ErrorBody(status, "", oneLine(TAGS.matcher(text).replaceAll(" ")));
    }

    /** An error inside what should be an answer. */
    static ErrorBody of(int status, Node body) {
        Node error = body.get("error");
        if (!error.isObject()) {
            String text = error.isText() ? error.text() : body.text("message");
            String said = text.isEmpty() ? body.json() : text;
            String type = body.text("type") + " " + body.text("code");
            return new ErrorBody(status != 0 ? status : status(body), type.strip(), oneLine(said));
        }
        String type = error.text("type") + " " + error.text("code");
        String message = error.text("message");
        // OpenRouter passes on what the provider behind it said.
        String raw = error.get("metadata").text("raw");
        String said = message.isEmpty() ? error.json() : raw.isEmpty() ? message : message + ": " + raw;
        return new ErrorBody(status != 0 ? status : status(error), type.strip(), oneLine(said));
    }

    /** What the caller can do about it. The words come first: providers agree on them more than on statuses. */
    Kind kind() {
        String words = (type + " " + message).toLowerCase(Locale.ROOT);
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
        if (NO_ANSWER.matcher(type).find()) {
            return Kind.INVALID_RESPONSE;
        }
        return status == 0 ? kindOfWords(words) : kindOfStatus();
    }

    private Kind kindOfStatus() {
        return switch (status) {
            case 401, 403 -> Kind.AUTHENTICATION;
            case 404 -> Kind.NOT_FOUND;
            case 408, 504, 524 -> Kind.TIMEOUT;
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

    private static int status(Node error) {
        for (String name : new String[] {"status_code", "code", "status"}) {
            int status = error.integer(name, 0);
            if (status >= 400 && status < 600) {
                return status;
            }
        }
        return 0;
    }

    /** An object, or the first one of an array. */
    private static Optional<Node> parse(byte[] body) {
        try {
            Node json = new JsonDocument().read(body, body.length);
            return Optional.of(json.isArray() ? json.first() : json).filter(Node::isObject);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String oneLine(String text) {
        String start = text.substring(0, Math.min(text.length(), LONGEST));
        return BLANKS.matcher(start).replaceAll(" ").strip();
    }
}
