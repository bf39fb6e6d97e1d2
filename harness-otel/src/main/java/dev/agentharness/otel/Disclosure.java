package dev.agentharness.otel;

import dev.agentharness.model.Secrets;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What of a run's texts may leave the process: words for facts always, content only if that was asked for, and neither with
 * a secret in it. Thread-safe.
 */
final class Disclosure {

    private static final Logger log = LoggerFactory.getLogger(Disclosure.class);
    private static final int LONGEST_WORD = 256;

    private final boolean content;
    private final int longest;
    private final UnaryOperator<String> redaction;

    /**
     * @param longest how many characters of one text are recorded
     */
    Disclosure(boolean content, int longest, UnaryOperator<String> redaction) {
        this.content = content;
        this.longest = longest;
        this.redaction = redaction;
    }

    boolean hasContent() {
        return content;
    }

    /** A name or a word for a fact. */
    String word(String word) {
        return shortened(clean(word), LONGEST_WORD);
    }

    /** Something a person, a model or a tool said; empty if that is not recorded, or nothing was said. */
    Optional<String> content(String text) {
        return content && !text.isEmpty() ? Optional.of(shown(text)) : Optional.empty();
    }

    /** What is shown of a text where content is recorded. */
    String shown(String text) {
        return shortened(clean(text), longest);
    }

    /** Before it is shortened: half a secret has no known form. What cannot be cleaned is not told. */
    private String clean(String text) {
        try {
            return redaction.apply(Secrets.known().redact(text));
        } catch (RuntimeException e) {
            log.warn("a text is left out of the trace, for it could not be redacted", e);
            return Secrets.INSTEAD;
        }
    }

    private static String shortened(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end) + "… [" + (text.length() - end) + " more characters]";
    }
}
