package dev.agentharness.models;

import dev.agentharness.model.ModelException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a provider says of an error.
 *
 * @param status the HTTP status, or what the body gives as one, or 0
 * @param type the provider's words for the kind of error, such as {@code overloaded_error}; may be empty
 * @param message the provider's explanation in one line; may be empty
 * @param retryDelay the wait that Google asks for, such as {@code 13s}; may be empty
 */
record ErrorBody(int status, String type, String message, String retryDelay) {

    private static final int LONGEST = 16 << 10;
    /** Looks at each character once, however the page was made. */
    private static final Pattern TAGS = Pattern.compile("<(script|style)\\b.*?(</\\1>|\\z)|<[^<>]*+>", Pattern.DOTALL);

    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Cntrl}]+");

    /** An error that asks for no wait, unless in words. */
    ErrorBody(int status, String type, String message) {
        this(status, type, message, "");
    }

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
            return new ErrorBody(status != 0 ? status : status(body), type(body), oneLine(said));
        }
        String message = error.text("message");
        // OpenRouter passes on what the provider behind it said.
        String raw = error.get("metadata").text("raw");
        String said = message.isEmpty() ? error.json() : raw.isEmpty() ? message : message + ": " + raw;
        int told = status != 0 ? status : status(error);
        return new ErrorBody(told, type(error), oneLine(said), detail("retryDelay", error));
    }

    /** Each word once; many servers say the same twice. */
    private static String type(Node error) {
        Set<String> words = new LinkedHashSet<>();
        for (String name : new String[] {"type", "code", "status"}) {
            words.add(error.text(name));
        }
        words.add(detail("reason", error));
        words.remove("");
        return oneLine(String.join(" ", words));
    }

    /** Google puts what is more exact into a list of details, each of a type of its own. */
    private static String detail(String name, Node error) {
        for (Node detail : error.get("details")) {
            if (!detail.text(name).isEmpty()) {
                return detail.text(name);
            }
        }
        return "";
    }

    /** What the caller can do about it. */
    Kind kind() {
        return ErrorKind.of(this);
    }

    /** The wait that the provider asks for here, rather than in a header. */
    Optional<Duration> retryAfter() {
        return Wait.span(retryDelay).or(() -> Wait.askedForIn(message));
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
