package dev.agentharness.instruction;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of instructions as it was read. The hash is over the bytes as they are; the text is those bytes and no others, so
 * a byte order mark, invalid UTF-8 and characters that a reviewer cannot see are refused, not mended.
 *
 * @param path below the root, with {@code /}
 */
record SourceFile(String path, String sha256, String text) {

    /** Control characters, and those that hide text or turn it round. Joiners stay: scripts and emoji need them. */
    private static final Pattern INVISIBLE = Pattern.compile(
            "[\\p{Cc}&&[^\\n\\t\\r]]|\\r(?!\\n)|[\\x{200B}\\x{202A}-\\x{202E}\\x{2060}-\\x{2069}\\x{FEFF}\\x{E0000}-\\x{E007F}]");

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
        Matcher invisible = INVISIBLE.matcher(text);
        if (invisible.find()) {
            throw at(lineOf(invisible.start()))
                    .refused(String.format(
                            "has the character U+%04X, which readers do not see", text.codePointAt(invisible.start())));
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
