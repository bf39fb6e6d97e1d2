package dev.agentharness.journals;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of lines that only grows, with one writer. Not thread-safe.
 *
 * <p>Each line is forced to the disk before {@link #append} returns. A crash can cut the last line short: what is left of
 * it was never acknowledged, and is cut off when the file is opened next. A lock on a second file beside it, with
 * {@code .lock} behind its name, keeps other processes off; the system gives it up when the process dies.
 */
final class JsonLines implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(JsonLines.class);

    private final Path path;
    private final RandomAccessFile guard;
    private final RandomAccessFile file;
    private final List<String> found;
    private boolean broken;

    private JsonLines(Path path, RandomAccessFile guard, RandomAccessFile file, List<String> found) {
        this.path = path;
        this.guard = guard;
        this.file = file;
        this.found = found;
    }

    /**
     * Opens a file, and makes it if it is not there.
     *
     * @param whole whether a last line without its end is whole all the same, as after editing by hand
     * @throws IllegalStateException if somebody has it open
     */
    static JsonLines open(Path path, Predicate<String> whole) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        RandomAccessFile guard = locked(path.resolveSibling(path.getFileName() + ".lock"));
        try {
            boolean made = !Files.exists(path);
            // Not a channel: an interrupt would close that, and tools are interrupted when their time is up.
            RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
            try {
                if (made && folder != null) {
                    forceFolder(folder);
                }
                return new JsonLines(path, guard, file, lines(path, file, whole));
            } catch (IOException | RuntimeException e) {
                file.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            guard.close();
            throw e;
        }
    }

    private static RandomAccessFile locked(Path path) throws IOException {
        RandomAccessFile guard = new RandomAccessFile(path.toFile(), "rw");
        try {
            FileLock lock = guard.getChannel().tryLock();
            if (lock != null) {
                return guard;
            }
        } catch (OverlappingFileLockException e) {
            log.debug("{} is locked by this very process", path);
        } catch (IOException e) {
            guard.close();
            throw e;
        }
        guard.close();
        throw new IllegalStateException("somebody else has it open: " + path + " is locked");
    }

    /** So that the file's name is as safe as its lines; some systems cannot do that, and do not need to. */
    private static void forceFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            log.debug("the folder {} cannot be forced to the disk", folder, e);
        }
    }

    private static List<String> lines(Path path, RandomAccessFile file, Predicate<String> whole) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                lines.add(text(bytes, start, i));
                start = i + 1;
            }
        }
        if (start < bytes.length) {
            String tail = new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8);
            if (whole.test(tail)) {
                lines.add(text(bytes, start, bytes.length));
                write(file, "\n");
            } else {
                log.warn(
                        "{} ends in {} bytes of a line that was cut short; they are cut off",
                        path,
                        bytes.length - start);
                file.setLength(start);
                file.getFD().sync();
            }
        }
        return lines;
    }

    /** Strict: bytes that are no UTF-8 are damage, and not to be read as something else. */
    private static String text(byte[] bytes, int from, int to) throws IOException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes, from, to - from))
                .toString();
    }

    private static void write(RandomAccessFile file, String text) throws IOException {
        file.seek(file.length());
        file.write(text.getBytes(StandardCharsets.UTF_8));
        file.getFD().sync();
    }

    /** The lines that were there when it was opened. */
    List<String> found() {
        return found;
    }

    /**
     * Adds a line and forces it to the disk. Once that has failed nobody knows what the disk holds, so nothing more is
     * written until the file is opened anew.
     */
    void append(String line) throws IOException {
        if (broken) {
            throw new IOException("writing to " + path + " has failed before; open it anew");
        }
        try {
            write(file, line + "\n");
        } catch (IOException e) {
            broken = true;
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try (guard) {
            file.close();
        }
    }
}
