package dev.agentharness.tools.files;

import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** The folder that tools work below. Thread-safe. */
final class Root {

    /** Opens the folder. */
    @FunctionalInterface
    interface Opening {
        Folder open() throws IOException;
    }

    private final Opening opening;

    Root(Opening opening) {
        this.opening = opening;
    }

    /** Opens a folder below the root, step by step; to be closed by the caller. */
    Folder folder(RelativePath path) throws IOException {
        return folder(path, false);
    }

    /** As {@link #folder(RelativePath)}, and makes the folders on the way that are not there. */
    Folder folderMade(RelativePath path) throws IOException {
        return folder(path, true);
    }

    private Folder folder(RelativePath path, boolean make) throws IOException {
        Folder at = opening.open();
        RelativePath reached = RelativePath.ROOT;
        for (String name : path.names()) {
            reached = reached.child(name);
            try (Folder behind = at) {
                at = step(behind, name, reached, make);
            }
        }
        return at;
    }

    private static Folder step(Folder folder, String name, RelativePath reached, boolean make) throws IOException {
        Kind kind;
        try {
            kind = Kind.of(folder.attributes(name));
        } catch (NoSuchFileException e) {
            if (!make) {
                throw e;
            }
            folder.createFolder(name);
            kind = Kind.FOLDER;
        }
        if (kind != Kind.FOLDER) {
            throw new IllegalArgumentException("'" + reached + "' is " + kind);
        }
        return folder.folder(name);
    }

    /** What there is at a path. */
    Kind kind(RelativePath path) throws IOException {
        if (path.isRoot()) {
            return Kind.FOLDER;
        }
        try (Folder folder = folder(path.parent())) {
            return Kind.of(folder.attributes(path.name()));
        }
    }
}
