package dev.agentharness.tools.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One open folder. Its entries are reached by their plain names, and no link among them is followed. Not thread-safe;
 * whoever opens it closes it.
 */
interface Folder extends Closeable {

    /** The entries' names in no order, to be asked for once: at most so many and one more, which tells that there are more. */
    List<String> names(int most) throws IOException;

    /** What is known of an entry, be it a link. */
    BasicFileAttributes attributes(String name) throws IOException;

    /** Opens an entry of which somebody has seen that it is a folder: a pipe would be waited for. */
    Folder folder(String name) throws IOException;

    /** Opens a file, or makes one with such attributes. */
    SeekableByteChannel file(String name, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException;

    void createFolder(String name) throws IOException;

    /** Renames a file, in one step, over whatever file or link has the other name. */
    void rename(String name, String other) throws IOException;

    void delete(String name) throws IOException;

    /** Who may do what with a file; empty where the file system knows no such thing. */
    Optional<Set<PosixFilePermission>> permissions(String name) throws IOException;

    void permit(String name, Set<PosixFilePermission> permissions) throws IOException;

    @Override
    void close() throws IOException;
}
