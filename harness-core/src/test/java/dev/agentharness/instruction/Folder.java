package dev.agentharness.instruction;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that files of instructions are put into. */
record Folder(Path path) {

    static final String POLICY = "---\nname: acme-policy\nversion: 3\n---\nNever promise a refund.\n";
    static final String SPEC = "---\nname: clerk\nversion: 1.2\n---\nAnswer letters.\n";

    Folder with(String file, String text) {
        return with(file, text.getBytes(StandardCharsets.UTF_8));
    }

    Folder with(String file, byte[] bytes) {
        try {
            Files.createDirectories(path.resolve(file).getParent());
            Files.write(path.resolve(file), bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Folder link(String link, Path target) {
        try {
            Files.createDirectories(path.resolve(link).getParent());
            Files.createSymbolicLink(path.resolve(link), target);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Instructions.Builder instructions() {
        return Instructions.builder(path);
    }
}
