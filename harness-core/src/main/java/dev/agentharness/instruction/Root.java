package dev.agentharness.instruction;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads files below one folder and none beyond it; links are followed before that is checked. */
final class Root {

    private final Path folder;
    private final int maxBytes;
    private final List<PublicKey> trusted;

    /**
     * @param trusted whose signatures count; with none, no signature is looked at
     */
    Root(Path folder, int maxBytes, List<PublicKey> trusted) {
        this.maxBytes = maxBytes;
        this.trusted = List.copyOf(trusted);
        try {
            this.folder = folder.toRealPath();
        } catch (IOException e) {
            throw new IllegalArgumentException("the root of the instructions is no folder: " + folder, e);
        }
    }

    /**
     * Reads a file.
     *
     * @param asked where it is asked for: the culprit if it is not there
     * @param signed whether it must be signed, where keys are trusted
     */
    SourceFile read(String path, Place asked, boolean signed) {
        Path file = find(path, asked);
        if (!Files.isRegularFile(file)) {
            throw asked.refused("'" + path + "' is not a file");
        }
        String name = name(file);
        byte[] bytes = bytes(file, maxBytes, asked);
        if (bytes.length > maxBytes) {
            throw new Place(name, 1).refused("has more than " + maxBytes + " bytes");
        }
        if (!trusted.isEmpty()) {
            checkSignature(file, bytes, new Place(name, 1), signed);
        }
        return SourceFile.of(name, bytes);
    }

    /** The folders from the root down to one, both included, as paths below the root. */
    List<String> downTo(String path) {
        Place asked = new Place(path, 1);
        Path relative = folder.relativize(find(path, asked));
        List<String> folders = new ArrayList<>(List.of(""));
        String below = "";
        for (Path step : relative) {
            below += (below.isEmpty() ? "" : "/") + step;
            folders.add(below);
        }
        return folders.stream().distinct().toList();
    }

    /** The folders in a folder, by name. */
    List<String> foldersIn(String path) {
        Place asked = new Place(path, 1);
        try (Stream<Path> children = Files.list(find(path, asked))) {
            return children.filter(Files::isDirectory)
                    .map(child -> child.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw asked.refused("the folder '" + path + "' cannot be listed: " + e, e);
        }
    }

    /** Whether there is something of that name, be it a link to nowhere: that is to be refused, not passed over. */
    boolean has(String path) {
        return Files.exists(folder.resolve(path), LinkOption.NOFOLLOW_LINKS);
    }

    private Path find(String path, Place asked) {
        try {
            Path file = folder.resolve(path).toRealPath();
            if (!file.startsWith(folder) || Path.of(path).isAbsolute()) {
                throw asked.refused("'" + path + "' lies outside of the root");
            }
            name(file).codePoints().filter(Root::isUnfit).findAny().ifPresent(character -> {
                throw asked.refused("a path cannot have the character '" + Character.toString(character) + "'");
            });
            return file;
        } catch (NoSuchFileException | InvalidPathException e) {
            throw asked.refused("there is no '" + path + "'", e);
        } catch (IOException e) {
            throw asked.refused("'" + path + "' cannot be found: " + e, e);
        }
    }

    /** What would end a border or a line of the lock. */
    private static boolean isUnfit(int character) {
        return Character.isISOControl(character) || "\"<>\\".indexOf(character) >= 0;
    }

    private String name(Path file) {
        return String.join(
                "/",
                StreamSupport.stream(folder.relativize(file).spliterator(), false)
                        .map(Path::toString)
                        .toList());
    }

    private void checkSignature(Path file, byte[] bytes, Place place, boolean required) {
        Optional<byte[]> signature = signature(file, place);
        if (signature.isEmpty() && required) {
            throw place.refused("must be signed, and there is no "
                    + InstructionSigner.signatureOf(file).getFileName());
        }
        signature.ifPresent(signed -> {
            if (trusted.stream().noneMatch(key -> Ed25519.fits(signed, bytes, key))) {
                throw place.refused("its signature is not that of a trusted key over these bytes");
            }
        });
    }

    private static Optional<byte[]> signature(Path file, Place place) {
        Path signature = InstructionSigner.signatureOf(file);
        return Files.exists(signature, LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(bytes(signature, 64, place))
                : Optional.empty();
    }

    /** The bytes of a file; of one that has more than {@code most}, one byte more than that. */
    private static byte[] bytes(Path file, int most, Place asked) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(most + 1);
        } catch (IOException e) {
            throw asked.refused("'" + file.getFileName() + "' cannot be read: " + e, e);
        }
    }
}
