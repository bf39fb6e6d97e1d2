package dev.agentharness.tools;

import java.util.List;
import java.util.regex.Pattern;

/** What secrets look like: the forms in which well-known services issue keys, and values that are called secret. */
final class Secrets {

    /** None looks at the same place of a text often, so that no text makes it slow. */
    static final List<Secret> KNOWN = List.of(
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
                    + "[\"']?\\s?[:=]\\s?[\"']?)(?!\\[redacted])[^\\s\"',;&}<]{6,500}"));

    private Secrets() {}

    /** What to look for, and which group of it may stay; 0 if none. */
    record Secret(Pattern pattern, int kept) {}

    static Secret whole(String pattern) {
        return new Secret(Pattern.compile(pattern), 0);
    }

    private static Secret after(String pattern) {
        return new Secret(Pattern.compile(pattern), 1);
    }
}
