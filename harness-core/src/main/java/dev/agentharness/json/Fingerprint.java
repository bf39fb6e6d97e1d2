package dev.agentharness.json;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** SHA-256 over the canonical JSON of a value, in hexadecimal: equal values have equal fingerprints. */
public final class Fingerprint {

    private Fingerprint() {}

    public static String of(@Nullable Object value) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(Json.canonical(value).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
