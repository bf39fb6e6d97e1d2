package dev.agentharness.model;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What secrets look like, so that a text can be shown without them: the forms in which well-known services issue keys, and
 * values that are called secret. Immutable.
 */
public final class Secrets {

    /** What stands in a text in place of a secret. */
    public static final String INSTEAD = "[redacted]";

    /** None looks at the same place of a text often, so that no text makes it slow. */
    private static final Secrets KNOWN = new Secrets(List.of(
            whole(
                    "-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^-]*+(?:-(?!----)[^-]*+){0,50}+-----END [A-Z ]{0,30}PRIVATE KEY-----"),
            whole("\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b"), // AWS
            whole("\\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255})\\b"),
            whole("\\bglpat-[A-Za-z0-9_-]{20,255}\\b"),
            whole("\\bxox[abeoprs]-[A-Za-z0-9-]{10,255}\\b"), // Slack
            whole("\\bsk-[A-Za-z0-9_-]{20,255}"), // model providers
            whole("\\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,255}\\b"), // Stripe
            whole("\\bAIza[A-Za-z0-9_-]{35}"), // Google
            whole("\\bnpm_[A-Za-z0-9]{36}\\b"),
            whole(
                    "(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,4000}\\.eyJ[A-Za-z0-9_-]{8,8000}\\.[A-Za-z0-9_-]{8,4000}"), // JWT
            after("(?i)(\\bbearer )[A-Za-z0-9._~+/=-]{16,4000}"),
            after("(://[^\\s/:@]{1,100}:)[^\\s/@]{1,200}(?=@)"), // a password in an address
            after("(?i)((?:passw(?:or)?d|secret|(?:api|access)[_-]?key|(?:access|auth|refresh)[_-]?token)"
                    + "[\"']?\\s?[:=]\\s?[\"']?)(?!\\[redacted])[^\\s\"',;&}<]{6,500}")));

    private final List<Form> forms;

    private Secrets(List<Form> forms) {
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
        List<Form> more = new ArrayList<>(forms);
        for (Pattern pattern : patterns) {
            more.add(new Form(pattern, 0));
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
        for (Form form : forms) {
            clean = form.pattern().matcher(clean).replaceAll(match -> {
                found.run();
                return Matcher.quoteReplacement((form.kept() == 0 ? "" : match.group(form.kept())) + INSTEAD);
            });
        }
        return clean;
    }

    /** What to look for, and which group of it may stay; 0 if none. */
    private record Form(Pattern pattern, int kept) {}

    private static Form whole(String pattern) {
        return new Form(Pattern.compile(pattern), 0);
    }

    private static Form after(String pattern) {
        return new Form(Pattern.compile(pattern), 1);
    }
}
