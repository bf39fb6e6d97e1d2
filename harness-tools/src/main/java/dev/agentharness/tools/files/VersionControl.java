package dev.agentharness.tools.files;

import java.util.Locale;
import java.util.Set;

/**
 * What version control keeps for itself, and no tool writes: a line in {@code .git/config} or a hook is a program that runs
 * when a person next types {@code git status}.
 */
final class VersionControl {

    private static final Set<String> KEPT = Set.of(".git", ".hg", ".svn", "git~1");

    private VersionControl() {}

    /** Whether a file or folder of this name is its own, on whichever file system: some skip or fold letters. */
    static boolean keeps(String name) {
        String plain = name.replaceAll("\\p{Cf}", "").replaceFirst(":.*", "").replaceFirst("[. ]+$", "");
        return KEPT.contains(plain.toLowerCase(Locale.ROOT));
    }

    /** Reads the path of a file to be written, as {@link RelativePath#of} does, and refuses what is kept. */
    static RelativePath writable(String path) {
        RelativePath read = RelativePath.of(path);
        if (read.names().stream().anyMatch(VersionControl::keeps)) {
            throw new IllegalArgumentException(
                    "'" + read + "' belongs to version control; it is changed by commands, never as a file");
        }
        return read;
    }
}
