package dev.agentharness.tools.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A folder without two guards: it takes what is no folder for a file, and writes into what has a name instead of putting
 * something else in its place.
 */
record WeakFolder(Folder folder) implements Folder {

    /** The attributes of an entry that is said to be a file. */
    private record Taken(BasicFileAttributes real) implements BasicFileAttributes {

        @Override
        public boolean isRegularFile() {
            return !real.isDirectory();
        }

        @Override
        public boolean isDirectory() {
            return real.isDirectory();
        }

        @Override
        public boolean isSymbolicLink() {
            return false;
        }

        @Override
        public boolean isOther() {
            return false;
        }

        @Override
        public FileTime lastModifiedTime() {
            return real.lastModifiedTime();
        }

        @Override
        public FileTime lastAccessTime() {
            return real.lastAccessTime();
        }

        @Override
        public FileTime creationTime() {
            return real.creationTime();
        }

        @Override
        public long size() {
            return real.size();
        }

        @Override
        public Object fileKey() {
            return real.fileKey();
        }
    }

    @Override
    public List<String> names(int most) throws IOException {
        return folder.names(most);
    }

    @Override
    public BasicFileAttributes attributes(String name) throws IOException {
        return new Taken(folder.attributes(name));
    }

    @Override
    public Folder folder(String name) throws IOException {
        return new WeakFolder(folder.folder(name));
    }

    @Override
    public SeekableByteChannel file(String name, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return folder.file(name, options, attributes);
    }

    @Override
    public void createFolder(String name) throws IOException {
        folder.createFolder(name);
    }

    @Override
    public void rename(String name, String other) throws IOException {
        Set<StandardOpenOption> over =
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
        try (InputStream from = Channels.newInputStream(folder.file(name, Set.of(StandardOpenOption.READ)));
                OutputStream to = Channels.newOutputStream(folder.file(other, over))) {
            from.transferTo(to);
        }
        folder.delete(name);
    }

    @Override
    public void delete(String name) throws IOException {
        folder.delete(name);
    }

    @Override
    public Optional<Set<PosixFilePermission>> permissions(String name) throws IOException {
        return folder.permissions(name);
    }

    @Override
    public void permit(String name, Set<PosixFilePermission> permissions) throws IOException {
        folder.permit(name, permissions);
    }

    @Override
    public void close() throws IOException {
        folder.close();
    }
}
