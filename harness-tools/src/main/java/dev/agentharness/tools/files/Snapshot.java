package dev.agentharness.tools.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/** A file's content as it was at one moment. */
final class Snapshot {

    /** The most bytes that are read of one file. */
    static final int MOST_BYTES = 16 << 20;

    private static final int VERSION_BYTES = 6;
    private static final int LOOKED_AT_FOR_NUL = 8_000;

    private final byte[] bytes;

    Snapshot(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads a file.
     *
     * @param path what the model calls it
     * @throws IllegalArgumentException if it is no ordinary file or a very large one, in words for the model
     */
    static Snapshot of(Folder folder, RelativePath path) throws IOException {
        return of(folder, path, MOST_BYTES);
    }

    static Snapshot of(Folder folder, RelativePath path, int mostBytes) throws IOException {
        String name = path.name();
        Kind kind = Kind.of(folder.attributes(name));
        if (kind != Kind.FILE) {
            throw new IllegalArgumentException("'" + path + "' is " + kind);
        }
        try (InputStream in = Channels.newInputStream(folder.file(name, Set.of(StandardOpenOption.READ)))) {
            byte[] bytes = in.readNBytes(mostBytes + 1);
            if (bytes.length > mostBytes) {
                throw new IllegalArgumentException("'" + path + "' is larger than " + mostBytes + " bytes");
            }
            return new Snapshot(bytes);
        }
    }

    /** As {@link #of}, or empty if nothing has that name. */
    static Optional<Snapshot> ifThere(Folder folder, RelativePath path) throws IOException {
        try {
            return Optional.of(of(folder, path));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    static Snapshot of(String text) {
        return new Snapshot(text.getBytes(StandardCharsets.UTF_8));
    }

    byte[] bytes() {
        return bytes;
    }

    boolean isSame(Snapshot other) {
        return Arrays.equals(bytes, other.bytes);
    }

    /** Names this content: other content has another name. */
    String version() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(hash, 0, VERSION_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /**
     * Refuses if it is not the content that a model has seen.
     *
     * @throws IllegalArgumentException in words that do not tell the right version: it is for reading to find out
     */
    void checkVersion(RelativePath path, String seen) {
        if (!version().equals(seen)) {
            throw new IllegalArgumentException("'" + path + "' is not in version " + Printable.of(seen)
                    + ": it was changed since it was read. Read it again, then decide anew");
        }
    }

    /** Whether it looks like anything but text: there is a NUL near its beginning. */
    boolean isBinary() {
        for (int i = 0; i < Math.min(bytes.length, LOOKED_AT_FOR_NUL); i++) {
            if (bytes[i] == 0) {
                return true;
            }
        }
        return false;
    }

    /** The text, or empty if it is not UTF-8 all through. */
    Optional<String> exactText() {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** The text, with a replacement character for what is no UTF-8. */
    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
