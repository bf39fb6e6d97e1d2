package dev.agentharness.tools.files;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A folder known by its path, for any file system. A link
 * that takes the place of a folder after somebody has looked is followed.
 */
final class PlainFolder implements Folder {

    private final Path path;

    PlainFolder(Path path) {
        this.path = path;
    }

    @Override
    public List<String> names(int most) throws IOException {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(path)) {
            return FolderNames.of(stream, most);
        }
    }

    @Override
    public BasicFileAttributes attributes(String name) throws IOException {
        return Files.readAttributes(path.resolve(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public Folder folder(String name) {
        return new PlainFolder(path.resolve(name));
    }

    @Override
    public SeekableByteChannel file(String name, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        Set<OpenOption> all = new HashSet<>(options);
        if (path.getFileSystem() == FileSystems.getDefault()) {
            all.add(LinkOption.NOFOLLOW_LINKS); // others may not know the option, or links
        }
        return Files.newByteChannel(path.resolve(name), all, attributes);
    }

    @Override
    public void createFolder(String name) throws IOException {
        Files.createDirectory(path.resolve(name));
    }

    @Override
    public void rename(String name, String other) throws IOException {
        Files.move(path.resolve(name), path.resolve(other), StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.delete(path.resolve(name));
    }

    @Override
    public Optional<Set<PosixFilePermission>> permissions(String name) throws IOException {
        PosixFileAttributeView view = view(name);
        return view == null
                ? Optional.empty()
                : Optional.of(view.readAttributes().permissions());
    }

    @Override
    public void permit(String name, Set<PosixFilePermission> permissions) throws IOException {
        view(name).setPermissions(permissions);
    }

    private PosixFileAttributeView view(String name) {
        return Files.getFileAttributeView(path.resolve(name), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void close() {
        // nothing is held open
    }
}
