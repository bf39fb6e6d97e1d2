package dev.agentharness.tool;

import dev.agentharness.json.Fingerprint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** Texts in files that are named by their content. */
final class FolderArtefacts implements ArtefactStore {

    /** Anything else is no id, and no name of a file of ours. */
    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

    private final Path folder;

    FolderArtefacts(Path folder) {
        this.folder = Objects.requireNonNull(folder, "folder");
    }

    @Override
    public String put(String text) {
        String id = Fingerprint.of(text);
        try {
            Files.createDirectories(folder);
            if (!Files.exists(file(id))) {
                Path fresh = Files.createTempFile(folder, "new", ".txt");
                Files.writeString(fresh, text);
                Files.move(fresh, file(id), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            return id;
        } catch (IOException e) {
            throw new UncheckedIOException("a text of " + text.length() + " characters cannot be kept in " + folder, e);
        }
    }

    @Override
    public Optional<String> get(String id) {
        if (!ID.matcher(id).matches() || !Files.exists(file(id))) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(file(id)));
        } catch (IOException e) {
            throw new UncheckedIOException("artefact " + id + " cannot be read from " + folder, e);
        }
    }

    private Path file(String id) {
        return folder.resolve(id + ".txt");
    }
}
