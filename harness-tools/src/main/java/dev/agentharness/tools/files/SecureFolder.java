package dev.agentharness.tools.files;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A folder that the operating system holds open: entries are looked up in that very folder ({@code openat}), whatever its
 * path has come to mean since. That is why swapping a folder for a link at the right moment leads nowhere.
 */
final class SecureFolder implements Folder {

    /** Has no links on it but those that the user put there; nobody else can write above it. */
    private final Path root;

    private final SecureDirectoryStream<Path> stream;

    private final Set<LinkOption> links;

    private SecureFolder(Path root, SecureDirectoryStream<Path> stream, Set<LinkOption> links) {
        this.root = root;
        this.stream = stream;
        this.links = links;
    }

    /** Opens the root, or nothing where the file system cannot hold folders open in this way. */
    static Optional<Folder> open(Path root) throws IOException {
        return open(root, Set.of(LinkOption.NOFOLLOW_LINKS));
    }

    /** With another idea of what to do with links: for tests of where they lead. */
    @SuppressWarnings("StreamResourceLeak") // it is the folder that is open
    static Optional<Folder> open(Path root, Set<LinkOption> links) throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(root);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return Optional.of(new SecureFolder(root, secure, links));
        }
        stream.close();
        return Optional.empty();
    }

    @Override
    public List<String> names(int most) {
        return FolderNames.of(stream, most);
    }

    @Override
    public BasicFileAttributes attributes(String name) throws IOException {
        return stream.getFileAttributeView(path(name), BasicFileAttributeView.class, links())
                .readAttributes();
    }

    @Override
    public Folder folder(String name) throws IOException {
        return new SecureFolder(root, stream.newDirectoryStream(path(name), links()), links);
    }

    @Override
    public SeekableByteChannel file(String name, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        Set<OpenOption> all = new HashSet<>(options);
        all.addAll(links);
        return stream.newByteChannel(path(name), all, attributes);
    }

    /** Java has no {@code mkdirat}, but it can make a folder in the root and then move it to where it is wanted. */
    @Override
    public void createFolder(String name) throws IOException {
        String temporary = TemporaryName.next();
        Files.createDirectory(root.resolve(temporary));
        try (Folder top = open(root).orElseThrow()) {
            SecureDirectoryStream<Path> from = ((SecureFolder) top).stream;
            try {
                from.move(path(temporary), stream, path(name));
            } catch (IOException e) {
                from.deleteDirectory(path(temporary));
                throw e;
            }
        }
    }

    @Override
    public void rename(String name, String other) throws IOException {
        stream.move(path(name), stream, path(other));
    }

    @Override
    public void delete(String name) throws IOException {
        stream.deleteFile(path(name));
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
        return stream.getFileAttributeView(path(name), PosixFileAttributeView.class, links());
    }

    private LinkOption[] links() {
        return links.toArray(LinkOption[]::new);
    }

    private Path path(String name) {
        return root.getFileSystem().getPath(name);
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
