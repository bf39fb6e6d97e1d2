package dev.agentharness.mcp;

import dev.agentharness.model.Content;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Pictures by what they are, not by what is said of them: a provider refuses a whole request for one picture that it cannot
 * read.
 */
final class Picture {

    /** Providers take no larger ones. */
    private static final int MOST_BYTES = 5 << 20;

    private Picture() {}

    /** The picture, or empty if it is none that every provider takes. */
    static Optional<Content> of(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // not even base64
        }
        if (bytes.length > MOST_BYTES) {
            return Optional.empty();
        }
        return mediaType(bytes)
                .map(type -> new Content.Image(
                        type, "data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes)));
    }

    private static Optional<String> mediaType(byte[] bytes) {
        String head = new String(bytes, 0, Math.min(bytes.length, 12), StandardCharsets.ISO_8859_1);
        if (head.startsWith("\u0089PNG\r\n")) {
            return Optional.of("image/png");
        }
        if (head.startsWith("\u00ff\u00d8\u00ff")) {
            return Optional.of("image/jpeg");
        }
        if (head.startsWith("GIF8")) {
            return Optional.of("image/gif");
        }
        return head.startsWith("RIFF") && head.endsWith("WEBP") ? Optional.of("image/webp") : Optional.empty();
    }
}
