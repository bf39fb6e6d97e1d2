package dev.agentharness.tools;

import dev.agentharness.text.SecretForm;
import java.util.List;
import java.util.stream.Stream;

/** What redaction takes for a secret: what well-known services issue, and values that are called one as programs do. */
final class Secrets {

    static final List<SecretForm> KNOWN = Stream.concat(
                    SecretForm.ISSUED.stream(),
                    Stream.of(
                            SecretForm.after("(?i)(\\bbearer )[A-Za-z0-9._~+/=-]{16,4000}"),
                            SecretForm.after(
                                    "(?i)((?:passw(?:or)?d|secret|(?:api|access)[_-]?key|(?:access|auth|refresh)[_-]?token)"
                                            + "[\"']?\\s?[:=]\\s?[\"']?)(?!\\[redacted])[^\\s\"',;&}<]{6,500}")))
            .toList();

    private Secrets() {}
}
