package dev.agentharness.model;

import dev.agentharness.text.SecretForm;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What secrets look like, so that a text can be shown without them: the forms in which well-known services issue keys, and
 * values that are called secret. Immutable.
 */
public final class Secrets {

    /** What stands in a text in place of a secret. */
    public static final String INSTEAD = "[redacted]";

    private static final Secrets KNOWN = new Secrets(Stream.concat(
                    SecretForm.ISSUED.stream(),
                    Stream.of(
                            SecretForm.after("(?i)(\\bbearer )[A-Za-z0-9._~+/=-]{16,4000}"),
                            SecretForm.after(
                                    "(?i)((?:passw(?:or)?d|secret|(?:api|access)[_-]?key|(?:access|auth|refresh)[_-]?token)"
                                            + "[\"']?\\s?[:=]\\s?[\"']?)(?!\\[redacted])[^\\s\"',;&}<]{6,500}")))
            .toList());

    private final List<SecretForm> forms;

    private Secrets(List<SecretForm> forms) {
        this.forms = forms;
    }

    /**
     * Private keys, tokens of well-known services, bearer tokens, passwords in addresses, and values that are called a
     * password, a secret, an access token or an API key.
     */
    public static Secrets known() {
        return KNOWN;
    }

    /** These, and whatever matches one of the patterns. */
    public Secrets and(Pattern... patterns) {
        List<SecretForm> more = new ArrayList<>(forms);
        for (Pattern pattern : patterns) {
            more.add(new SecretForm(pattern, 0));
        }
        return new Secrets(List.copyOf(more));
    }

    /** The text with {@link #INSTEAD} in place of each secret. */
    public String redact(String text) {
        return redact(text, () -> {});
    }

    /**
     * The text with {@link #INSTEAD} in place of each secret.
     *
     * @param found told of each secret
     */
    public String redact(String text, Runnable found) {
        String clean = text;
        for (SecretForm form : forms) {
            clean = form.pattern().matcher(clean).replaceAll(match -> {
                found.run();
                return Matcher.quoteReplacement((form.kept() == 0 ? "" : match.group(form.kept())) + INSTEAD);
            });
        }
        return clean;
    }
}
