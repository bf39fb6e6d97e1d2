package dev.agentharness.instruction;

import dev.agentharness.text.Unseen;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file of instructions as it was read. The hash is over the bytes as they are; the text is those bytes and no others, so
 * a byte order mark, invalid UTF-8 and characters that a reviewer cannot see are refused, not mended.
 *
 * @param path below the root, with {@code /}
 */
record SourceFile(String path, String sha256, String text) {

    /**
     * @throws InstructionException if the bytes are not visible UTF-8 text
     */
    static SourceFile of(String path, byte[] bytes) {
        SourceFile file = new SourceFile(path, sha256(bytes), decode(path, bytes));
        file.refuseInvisible();
        return file;
    }

    /** The line, from 1, that a place in the text is on. */
    int lineOf(int index) {
        return 1 + (int) text.substring(0, index).chars().filter(c -> c == '\n').count();
    }

    Place at(int line) {
        return new Place(path, line);
    }

    private static String decode(String path, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
        if (result.isError()) {
            int line = 1;
            for (int i = 0; i < in.position(); i++) {
                line += bytes[i] == '\n' ? 1 : 0;
            }
            throw new Place(path, line).refused("not valid UTF-8");
        }
        return out.flip().toString();
    }

    private void refuseInvisible() {
        if (text.startsWith("\uFEFF")) {
            throw at(1).refused("begins with a byte order mark: save it without one");
        }
        for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
            if (Unseen.hides(text.codePointAt(i)) || isLoneReturn(i)) {
                throw at(lineOf(i))
                        .refused(String.format(
                                "has the character U+%04X, which readers do not see", text.codePointAt(i)));
            }
        }
    }

    /** It has a terminal write over the line; at a line's end it is how Windows ends one. */
    private boolean isLoneReturn(int index) {
        return text.charAt(index) == '\r' && !text.startsWith("\n", index + 1);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
