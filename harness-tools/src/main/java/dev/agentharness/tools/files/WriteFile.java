package dev.agentharness.tools.files;

import dev.agentharness.model.ToolInput;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.Lock;

/** Makes a file, or replaces the whole content of one whose version the model has seen. */
record WriteFile(Root root, Lock writing) implements FileTool.Work {

    static final String NAME = "write_file";

    static final String DESCRIPTION = """
            Makes a text file, and the folders it is in. To replace a file that is there, give the version that read_file \
            showed; to change a part of one, use edit_file.""";

    static final String SCHEMA = """
            {"type":"object","properties":{
            "path":{"type":"string","description":"Relative, such as src/Main.java"},
            "content":{"type":"string","description":"The whole content"},
            "version":{"type":"string","description":"Of the content to replace; left out for a new file"}},
            "required":["path","content"],"additionalProperties":false}""";

    @Override
    public String on(RelativePath path, ToolInput input) throws IOException, InterruptedException {
        if (path.isRoot()) {
            throw new IllegalArgumentException("'.' is " + Kind.FOLDER);
        }
        Snapshot after = Snapshot.of(input.string("content"));
        if (after.bytes().length > Snapshot.MOST_BYTES) {
            throw new IllegalArgumentException("content of more than " + Snapshot.MOST_BYTES + " bytes is too much");
        }
        writing.lockInterruptibly();
        try (Folder folder = root.folderMade(path.parent())) {
            Optional<Snapshot> before = Snapshot.ifThere(folder, path);
            if (before.isPresent() && before.get().isSame(after)) {
                return path + " holds just that already, version " + after.version();
            }
            check(path, before, input.optionalString("version"));
            new Replacement(folder, path, before).with(after);
            return path + (before.isPresent() ? " replaced" : " made") + ", version " + after.version();
        } finally {
            writing.unlock();
        }
    }

    private static void check(RelativePath path, Optional<Snapshot> before, Optional<String> version) {
        if (before.isPresent() && version.isEmpty()) {
            throw new IllegalArgumentException(
                    "'" + path + "' is there already; to replace it, read it and give its version");
        }
        if (before.isEmpty() && version.isPresent()) {
            throw new IllegalArgumentException(
                    "'" + path + "' is not there any more; to make it, leave out the version");
        }
        if (before.isPresent()) {
            before.get().checkVersion(path, version.get());
        }
    }
}
