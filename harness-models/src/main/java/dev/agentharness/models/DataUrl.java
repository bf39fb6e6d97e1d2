package dev.agentharness.models;

import dev.agentharness.model.ModelException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** A {@code data:} URL with base64 inside (RFC 2397), as pictures and documents carry them. */
record DataUrl(String base64) {

    private static final String SCHEME = "data:";
    private static final String MARK = ";base64,";

    static boolean is(String source) {
        return source.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /**
     * @throws ModelException if it has no base64 in it
     */
    static DataUrl parse(String source) {
        // The header is short; a megabyte of base64 need not be searched for it.
        String start = source.substring(0, Math.min(source.length(), 200)).toLowerCase(Locale.ROOT);
        int mark = start.indexOf(MARK);
        if (mark < 0) {
            throw new ModelException(
                    ModelException.Kind.INVALID_REQUEST,
                    "a picture or document must be an https: address or a data: URL with base64, not "
                            + source.substring(0, Math.min(source.length(), 40)),
                    null);
        }
        return new DataUrl(source.substring(mark + MARK.length()));
    }

    /** The content as text in UTF-8. */
    String text() {
        try {
            return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ModelException(
                    ModelException.Kind.INVALID_REQUEST, "a document's data: URL holds no valid base64", e);
        }
    }
}
