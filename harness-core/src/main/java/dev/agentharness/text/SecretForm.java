package dev.agentharness.text;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A form that secrets have.
 *
 * @param pattern looks at the same place of a text a few times at most, so that no text makes it slow
 * @param kept the group of it that is no secret and may stay; 0 if there is none
 */
public record SecretForm(Pattern pattern, int kept) {

    /** The forms in which well-known services issue keys and tokens; all else is a matter of what a text says of it. */
    public static final List<SecretForm> ISSUED = List.of(
            whole("-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^-]*+(?:-(?!----)[^-]*+){0,50}+"
                    + "(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|\\z)"),
            whole("\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b"), // AWS
            whole("\\b(?:gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{20,255})\\b"),
            whole("\\bglpat-[A-Za-z0-9_-]{20,255}\\b"),
            whole("\\bxox[abeoprs]-[A-Za-z0-9-]{10,255}\\b"), // Slack
            whole("\\bsk-[A-Za-z0-9_-]{20,255}"), // model providers
            whole("\\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,255}\\b"), // Stripe
            whole("\\bAIza[A-Za-z0-9_-]{30,255}"), // Google
            whole("\\bnpm_[A-Za-z0-9]{36}\\b"),
            whole(
                    "(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,4000}\\.eyJ[A-Za-z0-9_-]{8,8000}(?:\\.[A-Za-z0-9_-]{8,4000})?"), // JWT
            after("(://[^\\s/:@]{1,100}:)[^\\s/@]{1,200}(?=@)")); // a password in an address

    /** A form that is secret as a whole. */
    public static SecretForm whole(String pattern) {
        return new SecretForm(Pattern.compile(pattern), 0);
    }

    /** A form whose first group is no secret. */
    public static SecretForm after(String pattern) {
        return new SecretForm(Pattern.compile(pattern), 1);
    }
}
