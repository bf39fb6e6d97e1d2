package dev.agentharness.tools.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * New content for a file, put in its place in one step: whoever reads meanwhile sees the old content or the new. A link in
 * that place is replaced and not written through; so is a hard link, whose other names keep the old content.
 */
final class Replacement {

    private static final Set<StandardOpenOption> CREATE =
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);

    private final Folder folder;
    private final RelativePath path;
    private final Optional<Snapshot> before;

    /**
     * @param folder holds the file
     * @param before what the file must still hold when its content is replaced; empty if it must not be there
     */
    Replacement(Folder folder, RelativePath path, Optional<Snapshot> before) {
        this.folder = folder;
        this.path = path;
        this.before = before;
    }

    void with(Snapshot after) throws IOException {
        String temporary = TemporaryName.next();
        Optional<Set<PosixFilePermission>> permissions =
                before.isPresent() ? folder.permissions(path.name()) : Optional.empty();
        try {
            write(after.bytes(), temporary, permissions);
            if (permissions.isPresent()) {
                folder.permit(temporary, permissions.get());
            }
            checkUnchanged();
            folder.rename(temporary, path.name());
        } catch (IOException | RuntimeException e) {
            discard(temporary, e);
            throw e;
        }
    }

    private void write(byte[] content, String temporary, Optional<Set<PosixFilePermission>> permissions)
            throws IOException {
        try (SeekableByteChannel channel = create(temporary, permissions)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (channel instanceof FileChannel file) {
                file.force(true);
            }
        }
    }

    /** Never wider open than the file it is to replace, not for a moment. */
    private SeekableByteChannel create(String temporary, Optional<Set<PosixFilePermission>> permissions)
            throws IOException {
        return permissions.isPresent()
                ? folder.file(temporary, CREATE, PosixFilePermissions.asFileAttribute(permissions.get()))
                : folder.file(temporary, CREATE);
    }

    private void checkUnchanged() throws IOException {
        Optional<Snapshot> now = Snapshot.ifThere(folder, path);
        if (!now.map(Snapshot::version).equals(before.map(Snapshot::version))) {
            throw new IllegalArgumentException("'" + path + "' was changed just now by somebody else; read it again");
        }
    }

    private void discard(String temporary, Exception cause) {
        try {
            folder.delete(temporary);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
