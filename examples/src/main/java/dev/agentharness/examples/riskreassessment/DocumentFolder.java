package dev.agentharness.examples.riskreassessment;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A vendor's documents, on shelves: the sub-folders {@code soc2}, {@code incidents} and {@code financials}.
 *
 * <p>A document is asked for by its name, which is only ever compared with the names that are there: no name leads out of
 * the folder, and no link is followed. Thread-safe.
 */
final class DocumentFolder {

    static final String SOC2 = "soc2";
    static final String INCIDENTS = "incidents";
    static final String FINANCIALS = "financials";

    private static final int MAX_BYTES = 64 * 1024;

    private final Path folder;

    private DocumentFolder(Path folder) {
        this.folder = folder;
    }

    static DocumentFolder at(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("there is no folder " + folder.toAbsolutePath());
        }
        return new DocumentFolder(folder);
    }

    /** What is there, a line for each shelf. */
    String contents() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (String shelf : List.of(SOC2, INCIDENTS, FINANCIALS)) {
            List<String> names = names(shelf);
            lines.append(lines.isEmpty() ? "" : "\n")
                    .append(shelf)
                    .append(": ")
                    .append(names.isEmpty() ? "none" : String.join(", ", names));
        }
        return lines.toString();
    }

    /**
     * Reads a document.
     *
     * @throws IllegalArgumentException if it is not on one of the shelves or is no text, in words for the model
     */
    String read(String name, String... shelves) throws IOException {
        List<String> known = new ArrayList<>();
        for (String shelf : shelves) {
            List<String> names = names(shelf);
            if (names.contains(name)) {
                return text(name, folder.resolve(shelf).resolve(name));
            }
            known.addAll(names);
        }
        throw new IllegalArgumentException("there is no document '" + name + "'; there are " + known);
    }

    private List<String> names(String shelf) throws IOException {
        Path place = folder.resolve(shelf);
        if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(place)) {
            return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private static String text(String name, Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        }
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("document '" + name + "' is longer than " + MAX_BYTES + " bytes");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (text.isBlank()) {
                throw new IllegalArgumentException("document '" + name + "' is empty");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("document '" + name + "' is unreadable: it is no UTF-8 text", e);
        }
    }
}
