package dev.agentharness.tools.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.BitSet;
import java.util.List;

/**
 * A way through the files below a folder that match a pattern, in the order of their names, and never through a link. It
 * ends after so many entries. What version control keeps for itself is left out. Not thread-safe.
 */
final class FolderWalk {

    static final int MOST_ENTRIES = 100_000;

    /** Is shown each file. */
    @FunctionalInterface
    interface Visitor {
        /**
         * @param folder the open folder that the file is in
         * @return whether to go on
         */
        boolean visit(Folder folder, RelativePath file) throws IOException, InterruptedException;
    }

    private final Glob glob;
    private final Visitor visitor;
    private final int mostEntries;
    private final int mostNames;
    private int entries;

    FolderWalk(Glob glob, Visitor visitor, int mostEntries) {
        this(glob, visitor, mostEntries, RelativePath.MOST_NAMES);
    }

    FolderWalk(Glob glob, Visitor visitor, int mostEntries, int mostNames) {
        this.glob = glob;
        this.visitor = visitor;
        this.mostEntries = mostEntries;
        this.mostNames = mostNames;
    }

    /** What to tell the model if there was more than it may look at; else nothing. */
    String warning() {
        return entries > mostEntries ? "\n[stopped after " + mostEntries + " entries: look in a smaller folder]" : "";
    }

    /** Goes on until the end, the visitor's word, or the most entries. */
    void through(Folder folder, RelativePath path) throws IOException, InterruptedException {
        through(folder, path, glob.start());
    }

    private boolean through(Folder folder, RelativePath path, BitSet places) throws IOException, InterruptedException {
        List<String> names = folder.names(mostEntries - entries);
        for (String name : names.stream().sorted().toList()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (++entries > mostEntries) {
                return false;
            }
            BitSet next = glob.after(places, name);
            if (!next.isEmpty() && !entry(folder, path.child(name), next)) {
                return false;
            }
        }
        return true;
    }

    private boolean entry(Folder folder, RelativePath path, BitSet places) throws IOException, InterruptedException {
        try {
            Kind kind = Kind.of(folder.attributes(path.name()));
            if (kind == Kind.FILE) {
                return !glob.isMatch(places) || visitor.visit(folder, path);
            }
            if (kind == Kind.FOLDER
                    && !VersionControl.keeps(path.name())
                    && path.names().size() < mostNames) {
                try (Folder below = folder.folder(path.name())) {
                    return through(below, path, places);
                }
            }
            return true;
        } catch (NoSuchFileException | AccessDeniedException e) {
            return true; // it is gone meanwhile, or not ours to read
        }
    }
}
