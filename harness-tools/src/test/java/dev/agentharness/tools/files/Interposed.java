package dev.agentharness.tools.files;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A folder in which something happens just before one of the steps that are taken in it or below. */
final class Interposed implements Folder {

    /** What happens, before which of the steps. */
    static final class At {
        private final Runnable happening;
        private int left;

        At(int step, Runnable happening) {
            this.left = step;
            this.happening = happening;
        }

        private void step() {
            if (left-- == 0) {
                happening.run();
            }
        }
    }

    private final Folder folder;
    private final At at;

    Interposed(Folder folder, At at) {
        this.folder = folder;
        this.at = at;
    }

    @Override
    public List<String> names(int most) throws IOException {
        at.step();
        return folder.names(most);
    }

    @Override
    public BasicFileAttributes attributes(String name) throws IOException {
        at.step();
        return folder.attributes(name);
    }

    @Override
    public Folder folder(String name) throws IOException {
        at.step();
        return new Interposed(folder.folder(name), at);
    }

    @Override
    public SeekableByteChannel file(String name, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        at.step();
        return folder.file(name, options, attributes);
    }

    @Override
    public void createFolder(String name) throws IOException {
        at.step();
        folder.createFolder(name);
    }

    @Override
    public void rename(String name, String other) throws IOException {
        at.step();
        folder.rename(name, other);
    }

    @Override
    public void delete(String name) throws IOException {
        at.step();
        folder.delete(name);
    }

    @Override
    public Optional<Set<PosixFilePermission>> permissions(String name) throws IOException {
        at.step();
        return folder.permissions(name);
    }

    @Override
    public void permit(String name, Set<PosixFilePermission> permissions) throws IOException {
        at.step();
        folder.permit(name, permissions);
    }

    @Override
    public void close() throws IOException {
        folder.close();
    }
}
