package dev.agentharness.tools.files;

import dev.agentharness.model.Effect;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.tool.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Tools for the files below one folder, the root: {@code read_file}, {@code list_files}, {@code glob_files} and
 * {@code grep_files}, which change nothing, then {@code write_file} and {@code edit_file}. Immutable and thread-safe.
 *
 * <pre>{@code
 * Harness.builder().tools(FileTools.in(Path.of("project")).readOnly())
 * }</pre>
 *
 * <p>No path leads out of the root: not by {@code ..}, not by a link, and not by a link that is put there between look and
 * use. Links are not followed at all, also those that stay inside. A hard link cannot be told from a file and counts as one
 * of the root; writing replaces it and leaves what else has that content alone. Whoever can write in the folders above the
 * root is trusted. What version control keeps for itself ({@code .git} and its like) is not written to.
 */
public final class FileTools {

    private final Root root;
    private final Risk reading;
    private final Lock writing;

    private FileTools(Root root, Risk reading, Lock writing) {
        this.root = root;
        this.reading = reading;
        this.writing = writing;
    }

    /**
     * Tools for the files below a folder.
     *
     * @throws IllegalArgumentException if there is no such folder, or its file system cannot hold a folder open while its
     *     entries are looked up; on Linux all usual ones can
     */
    public static FileTools in(Path root) {
        Path real = real(root);
        try (Folder open = SecureFolder.open(real)
                .orElseThrow(() -> new IllegalArgumentException("the file system of " + real
                        + " has no secure way through folders; FileTools.inTrusted(…) makes do without"))) {
            Objects.requireNonNull(open);
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + real + " cannot be opened", e);
        }
        return new FileTools(
                new Root(() -> SecureFolder.open(real).orElseThrow()), Risk.INTERNAL_READ, new ReentrantLock());
    }

    /**
     * As {@link #in}, on any file system, for a folder in which nobody else writes while the tools are used: links are
     * looked for before each step, and one that is put there between look and use is followed.
     */
    public static FileTools inTrusted(Path root) {
        Path real = real(root);
        return new FileTools(new Root(() -> new PlainFolder(real)), Risk.INTERNAL_READ, new ReentrantLock());
    }

    private static Path real(Path root) {
        if (!Files.isDirectory(root)) {
            throw new IllegalArgumentException("there is no folder " + root.toAbsolutePath());
        }
        try {
            return root.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + root + " cannot be found", e);
        }
    }

    /**
     * The same tools for files that outsiders can have written: what is read counts as untrusted. Unless said, it counts as
     * the house's own.
     */
    public FileTools writtenByOutsiders() {
        return new FileTools(root, Risk.EXTERNAL_READ, writing);
    }

    /** The tools that change nothing. */
    public List<Tool> readOnly() {
        return List.of(
                reading(ReadFile.NAME, ReadFile.DESCRIPTION, ReadFile.SCHEMA, new ReadFile(root)),
                reading(ListFiles.NAME, ListFiles.DESCRIPTION, ListFiles.SCHEMA, new ListFiles(root)),
                reading(GlobFiles.NAME, GlobFiles.DESCRIPTION, GlobFiles.SCHEMA, new GlobFiles(root)),
                reading(GrepFiles.NAME, GrepFiles.DESCRIPTION, GrepFiles.SCHEMA, new GrepFiles(root)));
    }

    /** The tools that make and change files. */
    public List<Tool> writing() {
        return List.of(
                writing(WriteFile.NAME, WriteFile.DESCRIPTION, WriteFile.SCHEMA, new WriteFile(root, writing)),
                writing(EditFile.NAME, EditFile.DESCRIPTION, EditFile.SCHEMA, new EditFile(root, writing)));
    }

    /** All of them. */
    public List<Tool> all() {
        return Stream.concat(readOnly().stream(), writing().stream()).toList();
    }

    private Tool reading(String name, String description, String schema, FileTool.Work work) {
        return new FileTool(spec(name, description, schema, Effect.READ_ONLY, reading), RelativePath::of, work);
    }

    /** A call that is repeated finds the version gone, or the content as it wants it, and changes nothing. */
    private static Tool writing(String name, String description, String schema, FileTool.Work work) {
        return new FileTool(
                spec(name, description, schema, Effect.IDEMPOTENT, Risk.WRITE), VersionControl::writable, work);
    }

    private static ToolSpec spec(String name, String description, String schema, Effect effect, Risk risk) {
        return ToolSpec.builder(name, description)
                .inputSchema(schema.replace("\n", ""))
                .effect(effect)
                .risk(risk)
                .scopes("files")
                .build();
    }
}
