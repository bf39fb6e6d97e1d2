package dev.agentharness.tools.files;

import dev.agentharness.tool.Tool;
import dev.agentharness.tools.Attacks;
import dev.agentharness.tools.ToolCalls;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.text.Normalizer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Ways to read or change a file outside of the root, or to keep the tools busy for ever. */
public final class FileAttacks {

    private static final String SECRET = "the secret";

    private final Path folder;
    private final Path root;
    private final Path outside;
    private final List<Tool> tools;

    private FileAttacks(Path folder) throws IOException {
        this.folder = folder;
        this.root = Files.createDirectories(folder.resolve("root"));
        this.outside = Files.createDirectory(folder.resolve("outside"));
        this.tools = FileTools.in(root).all();
        Path sibling = Files.createDirectory(folder.resolve("root-of-others"));
        Files.createDirectory(root.resolve("inside"));
        Files.writeString(root.resolve("inside/file.txt"), "nothing special");
        Files.writeString(outside.resolve("secret.txt"), SECRET);
        Files.writeString(sibling.resolve("secret.txt"), SECRET);
        Files.createSymbolicLink(root.resolve("link-to-file"), outside.resolve("secret.txt"));
        Files.createSymbolicLink(root.resolve("link-to-folder"), outside);
        Files.createSymbolicLink(root.resolve("inside/link-to-link"), Path.of("../link-to-folder"));
    }

    public static FileAttacks in(Path folder) throws IOException {
        return new FileAttacks(folder);
    }

    public void addTo(Attacks attacks) {
        reading(attacks);
        disguises(attacks);
        searching(attacks);
        writing(attacks);
        flooding(attacks);
    }

    private void reading(Attacks attacks) {
        for (String path : List.of(
                "../outside/secret.txt",
                "inside/../../outside/secret.txt",
                outside.resolve("secret.txt").toString(),
                "/" + outside.resolve("secret.txt"),
                "link-to-file",
                "link-to-folder/secret.txt",
                "inside/link-to-link/secret.txt")) {
            attacks.row("read " + shown(path), () -> isSecret("read_file", path), () -> isSecret(naive(path)));
        }
    }

    private void disguises(Attacks attacks) {
        attacks.row(
                "read ..\\outside\\secret.txt",
                () -> isSecret("read_file", "..\\outside\\secret.txt"),
                () -> isSecret(naive("..\\outside\\secret.txt".replace('\\', '/'))));
        attacks.row(
                "read ....//outside/secret.txt, for who strips ../ once",
                () -> isSecret("read_file", "....//outside/secret.txt"),
                () -> isSecret(naive("....//outside/secret.txt".replace("../", ""))));
        String wide = "\uFF0E\uFF0E\uFF0Foutside\uFF0Fsecret.txt";
        attacks.row(
                "read wide dots and slashes, for who makes them narrow",
                () -> isSecret("read_file", wide),
                () -> isSecret(naive(Normalizer.normalize(wide, Normalizer.Form.NFKC))));
        attacks.row(
                "read ../root-of-others/secret.txt, which begins like the root",
                () -> isSecret("read_file", "../root-of-others/secret.txt"),
                () -> {
                    Path path = root.resolve("../root-of-others/secret.txt").normalize();
                    return path.toString().startsWith(root.toString()) && isSecret(Files.readString(path));
                });
        attacks.row("read link-to-file\\0.txt", () -> isSecret("read_file", "link-to-file\0.txt"));
        attacks.row("read %2e%2e/outside/secret.txt", () -> isSecret("read_file", "%2e%2e/outside/secret.txt"));
        attacks.row("read LINK-TO-FILE", () -> isSecret("read_file", "LINK-TO-FILE"));
        attacks.row("read ~/../outside", () -> isSecret("read_file", "~/../../outside/secret.txt"));
        attacks.row("read a path of 5,000 folders", () -> isSecret("read_file", "a/".repeat(5_000) + "link-to-file"));
        attacks.row("read a name of 10,000 characters", () -> isSecret("read_file", "a".repeat(10_000)));
    }

    private void searching(Attacks attacks) {
        attacks.row(
                "list ..", () -> isListed(text("list_files", Map.of("path", ".."))), () -> isListed(naiveWalk("..")));
        attacks.row(
                "list a linked folder",
                () -> isListed(text("list_files", Map.of("path", "link-to-folder"))),
                () -> isListed(naiveWalk("link-to-folder")));
        attacks.row(
                "glob ../**",
                () -> isListed(text("glob_files", Map.of("pattern", "../**"))),
                () -> isListed(naiveWalk("..")));
        attacks.row(
                "glob through a linked folder",
                () -> isListed(text("glob_files", Map.of("pattern", "**/secret.txt"))),
                () -> isListed(naiveWalk(".")));
        attacks.row(
                "grep through a linked folder",
                () -> isSecret(text("grep_files", Map.of("pattern", "secret"))),
                () -> isListed(naiveWalk(".")));
        attacks.row(
                "grep ..",
                () -> isSecret(text("grep_files", Map.of("pattern", "secret", "path", "../outside"))),
                () -> isSecret(naive("../outside/secret.txt")));
        attacks.row(
                "grep a link",
                () -> isSecret(text("grep_files", Map.of("pattern", "secret", "path", "link-to-file"))),
                () -> isSecret(naive("link-to-file")));
        attacks.row("glob in a loop of links", () -> {
            Files.deleteIfExists(root.resolve("inside/loop"));
            Files.createSymbolicLink(root.resolve("inside/loop"), Path.of("."));
            return text("glob_files", Map.of("pattern", "inside/loop/**/file.txt"))
                    .contains("loop");
        });
        attacks.row(
                "forge an entry by a line end in a name",
                () -> isForged(text("list_files", Map.of("path", "forged"))),
                () -> {
                    try (Stream<Path> entries = Files.list(forged())) {
                        return isForged(
                                entries.map(entry -> entry.getFileName() + "\n").reduce("", String::concat));
                    }
                });
        attacks.row("turn the direction of writing in a name", () -> {
            Files.writeString(forged().resolve("exe.\u202Etxt"), "");
            return text("list_files", Map.of("path", "forged")).contains("\u202E");
        });
    }

    private void writing(Attacks attacks) {
        for (String path : List.of(
                "../outside/new.txt",
                "link-to-folder/new.txt",
                outside.resolve("new.txt").toString())) {
            attacks.row(
                    "make " + shown(path),
                    () -> {
                        text("write_file", Map.of("path", path, "content", "x"));
                        return Files.deleteIfExists(outside.resolve("new.txt"));
                    },
                    () -> {
                        Files.writeString(root.resolve(path), "x");
                        return Files.deleteIfExists(outside.resolve("new.txt"));
                    });
        }
        attacks.row(
                "replace through a link",
                () -> {
                    text("write_file", Map.of("path", "link-to-file", "content", "x", "version", version(SECRET)));
                    return isChanged();
                },
                () -> {
                    Files.writeString(root.resolve("link-to-file"), "x");
                    return isChanged();
                });
        attacks.row(
                "replace what a hard link also names",
                () -> {
                    hardLink();
                    text("write_file", Map.of("path", "hard", "content", "x", "version", version(SECRET)));
                    return isChanged()
                            || !Files.readString(root.resolve("hard")).equals("x");
                },
                () -> {
                    hardLink();
                    Files.writeString(root.resolve("hard"), "x");
                    return isChanged();
                });
        attacks.row(
                "make folders through a link",
                () -> {
                    text("write_file", Map.of("path", "link-to-folder/made/new.txt", "content", "x"));
                    return Files.exists(outside.resolve("made"));
                },
                () -> {
                    Files.createDirectories(root.resolve("link-to-folder/made"));
                    return Files.deleteIfExists(outside.resolve("made"));
                });
        attacks.row(
                "edit what somebody else has changed since",
                () -> {
                    Path file = Files.writeString(root.resolve("shared.txt"), "two words, both mine");
                    text(
                            "edit_file",
                            Map.of("path", "shared.txt", "version", version("two words"), "old", "two", "new", "2"));
                    return Files.readString(file).startsWith("2");
                },
                () -> {
                    Path file = Files.writeString(root.resolve("shared.txt"), "two words, both mine");
                    Files.writeString(file, Files.readString(file).replace("two", "2"));
                    return Files.readString(file).startsWith("2");
                });
    }

    private void flooding(Attacks attacks) {
        attacks.row(
                "read a pipe",
                () -> isReadFromPipe(() -> ask("read_file", "pipe")),
                () -> isReadFromPipe(() -> naive("pipe")));
        attacks.row(
                "grep a pipe",
                () -> isReadFromPipe(() -> text("grep_files", Map.of("pattern", "pipe", "files", "pipe"))));
        attacks.row(
                "write into a pipe",
                () -> isReadFromPipe(() -> text("write_file", Map.of("path", "pipe", "content", "x"))));
        attacks.row(
                "read a file of 64 GB",
                () -> isSecret("read_file", large().getFileName().toString()),
                () -> Files.size(large()) > Snapshot.MOST_BYTES);
        attacks.row(
                "grep by a pattern that takes for ever",
                () -> {
                    Files.writeString(root.resolve("inside/a.txt"), "a".repeat(500));
                    return !text("grep_files", Map.of("pattern", "(.*a){12}b", "path", "inside/a.txt"))
                            .contains("simpler");
                },
                () -> takesForEver(Pattern.compile("(.*a){12}b"), "a".repeat(500)));
    }

    private String ask(String tool, String path) throws Exception {
        return text(tool, Map.of("path", path));
    }

    private String text(String tool, Map<String, ?> arguments) throws Exception {
        return ToolCalls.text(ToolCalls.call(tools, tool, arguments));
    }

    private boolean isSecret(String tool, String path) throws Exception {
        return isSecret(ask(tool, path));
    }

    private static boolean isSecret(String text) {
        return text.contains(SECRET);
    }

    private static boolean isListed(String text) {
        return text.contains("secret.txt");
    }

    private String naive(String path) throws IOException {
        return Files.readString(root.resolve(path));
    }

    private String naiveWalk(String path) throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve(path), 3, FileVisitOption.FOLLOW_LINKS)) {
            return String.join("\n", files.map(Path::toString).toList());
        }
    }

    private boolean isChanged() throws IOException {
        boolean changed = !Files.readString(outside.resolve("secret.txt")).equals(SECRET);
        Files.writeString(outside.resolve("secret.txt"), SECRET);
        return changed;
    }

    private void hardLink() throws IOException {
        Files.deleteIfExists(root.resolve("hard"));
        Files.createLink(root.resolve("hard"), outside.resolve("secret.txt"));
    }

    private Path forged() throws IOException {
        Path place = Files.createDirectories(root.resolve("forged"));
        if (!Files.exists(place.resolve("a\nREADME.md  9 bytes"))) {
            Files.writeString(place.resolve("a\nREADME.md  9 bytes"), "");
        }
        return place;
    }

    private boolean isForged(String listing) throws IOException {
        forged();
        return listing.lines().anyMatch(line -> line.startsWith("README.md"));
    }

    private static String version(String content) {
        return Snapshot.of(content).version();
    }

    private Path large() throws IOException {
        Path file = root.resolve("large");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(SECRET.getBytes(java.nio.charset.StandardCharsets.UTF_8)), 64L << 30);
        }
        return file;
    }

    @FunctionalInterface
    private interface Reading {
        String read() throws Exception;
    }

    /** Whether the pipe's writer met a reader: without one it waits, until this method lets it go. */
    private boolean isReadFromPipe(Reading reading) throws Exception {
        Path pipe = root.resolve("pipe");
        Files.deleteIfExists(pipe);
        if (new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() != 0) {
            throw new IOException("mkfifo failed");
        }
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            try (OutputStream out = Files.newOutputStream(pipe)) {
                out.write("from the pipe".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        String read = reading.read();
        // to open a pipe for both waits for nobody, and lets a writer go that waits
        FileChannel both = FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE);
        writer.join();
        both.close();
        return read.contains("from the pipe");
    }

    private static boolean takesForEver(Pattern pattern, String text) {
        long[] steps = {0};
        CharSequence counting = new CharSequence() {
            @Override
            public char charAt(int index) {
                if (++steps[0] > 20_000_000) {
                    throw new IllegalStateException("long enough");
                }
                return text.charAt(index);
            }

            @Override
            public int length() {
                return text.length();
            }

            @Override
            public CharSequence subSequence(int start, int end) {
                return text.subSequence(start, end);
            }
        };
        try {
            pattern.matcher(counting).find();
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    private String shown(String path) {
        return path.replace(folder.toString(), "(absolute)");
    }
}
