package dev.agentharness.tools.files;

import dev.agentharness.tool.Tool;
import dev.agentharness.tools.Attacks;
import dev.agentharness.tools.ToolCalls;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/** Ways to keep the file tools busy for ever, or to kill what they run in. */
final class FloodAttacks {

    private static final String FOR_EVER = "(.*a){12}b";
    private static final String LONG = "a".repeat(500);

    private final Path root;
    private final List<Tool> tools;
    private final Root weak;

    private FloodAttacks(Path root) {
        this.root = root;
        this.tools = FileTools.in(root).all();
        this.weak = new Root(() -> new WeakFolder(SecureFolder.open(root).orElseThrow()));
    }

    static FloodAttacks in(Path root) {
        return new FloodAttacks(root);
    }

    void addTo(Attacks attacks) {
        pipes(attacks);
        sizes(attacks);
        patterns(attacks);
    }

    private void pipes(Attacks attacks) {
        String guard = "only files are opened as files";
        attacks.row(
                "read a pipe",
                guard,
                () -> isRead("from the pipe", tool("read_file"), Map.of()),
                () -> isRead("from the pipe", weakly(new ReadFile(weak)), Map.of()));
        attacks.row(
                "grep a pipe",
                guard,
                () -> isRead("from the pipe", tool("grep_files"), Map.of("pattern", "pipe")),
                () -> isRead("from the pipe", weakly(new GrepFiles(weak)), Map.of("pattern", "pipe")));
        attacks.row(
                "write into a pipe",
                guard,
                () -> isRead("is there already", tool("write_file"), Map.of("content", "x")),
                () -> isRead(
                        "is there already", weakly(new WriteFile(weak, new ReentrantLock())), Map.of("content", "x")));
    }

    /** Whether the tool says so of a pipe whose writer waits for a reader: as long as it takes, unless this lets it go. */
    private boolean isRead(String said, Tool tool, Map<String, String> arguments) throws Exception {
        Path pipe = root.resolve("pipe");
        Files.deleteIfExists(pipe);
        if (new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() != 0) {
            throw new IOException("mkfifo failed");
        }
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            try (OutputStream out = Files.newOutputStream(pipe)) {
                out.write("from the pipe".getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        Map<String, String> all = new HashMap<>(arguments);
        all.put("path", "pipe");
        String told = ToolCalls.text(ToolCalls.call(tool, all));
        // to open a pipe for both waits for nobody, and lets a writer go that waits
        FileChannel both = FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE);
        writer.join();
        both.close();
        return told.contains(said);
    }

    private void sizes(Attacks attacks) {
        attacks.row(
                "read a file that is larger than memory",
                "no more than so many bytes are read of one",
                () -> {
                    large(64L << 30);
                    return text("read_file", Map.of("path", "large")).contains("large: lines");
                },
                () -> {
                    large(Snapshot.MOST_BYTES);
                    try (Folder folder = SecureFolder.open(root).orElseThrow()) {
                        return Snapshot.of(folder, RelativePath.of("large"), Snapshot.MOST_BYTES * 2)
                                        .bytes()
                                        .length
                                > Snapshot.MOST_BYTES;
                    } finally {
                        Files.delete(root.resolve("large"));
                    }
                });
        attacks.row(
                "have the tools hold 70 folders open, one in another",
                "a search goes down so many folders and no more",
                () -> holds(RelativePath.MOST_NAMES),
                () -> holds(100));
    }

    private void large(long bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(
                root.resolve("large"),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {'x'}), bytes);
        }
    }

    private boolean holds(int mostNames) throws Exception {
        Path deep = Files.createDirectories(root.resolve("d/".repeat(70)));
        Files.writeString(deep.resolve("deep.txt"), "");
        boolean[] found = {false};
        FolderWalk walk = new FolderWalk(
                Glob.of("deep.txt"), (folder, file) -> found[0] = true, FolderWalk.MOST_ENTRIES, mostNames);
        try (Folder folder = SecureFolder.open(root).orElseThrow()) {
            walk.through(folder, RelativePath.ROOT);
        }
        return found[0];
    }

    private void patterns(Attacks attacks) {
        String steps = "a search takes so many steps and no more";
        attacks.row(
                "grep by a pattern that takes for ever",
                steps,
                () -> {
                    Files.writeString(root.resolve("inside/a.txt"), LONG);
                    return !text("grep_files", Map.of("pattern", FOR_EVER, "path", "inside/a.txt"))
                            .contains("simpler");
                },
                () -> takesLonger(Pattern.compile(FOR_EVER), LONG));
        String stars = "*a".repeat(20) + "b";
        String name = "a".repeat(200);
        attacks.row(
                "glob by a pattern that takes for ever",
                steps,
                () -> {
                    Files.writeString(root.resolve("inside").resolve(name), "");
                    return !text("glob_files", Map.of("pattern", stars)).contains("simpler");
                },
                () -> takesLonger(Pattern.compile(stars.replace("*", ".*")), name));
        attacks.row(
                "grep by a pattern that takes the whole stack to match",
                "running out of stack is told as a mistake",
                () -> {
                    Files.writeString(root.resolve("inside/b.txt"), "ab".repeat(100_000));
                    return kills(() -> text("grep_files", Map.of("pattern", "(a|b)*c", "path", "inside/b.txt")));
                },
                () -> kills(() ->
                        Pattern.compile("(a|b)*c").matcher("ab".repeat(100_000)).find()));
        attacks.held(
                "grep by a pattern that takes the whole stack to read",
                "the JDK tells that as a mistake",
                () -> kills(() -> text("grep_files", Map.of("pattern", "(".repeat(100_000)))));
    }

    /** Whether it is not done in fifty times as many steps as are allowed; nobody would wait for the rest. */
    private static boolean takesLonger(Pattern pattern, String text) throws InterruptedException {
        try {
            new SteppedText(text, 50_000_000).matches(pattern);
            return false;
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    @FunctionalInterface
    private interface Work {
        Object done() throws Exception;
    }

    private static boolean kills(Work work) throws Exception {
        try {
            work.done();
            return false;
        } catch (StackOverflowError e) {
            return true;
        }
    }

    private Tool tool(String name) {
        return tools.stream()
                .filter(one -> one.spec().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Tool weakly(FileTool.Work work) {
        return new FileTool(tool("read_file").spec(), RelativePath::of, work);
    }

    private String text(String tool, Map<String, ?> arguments) throws Exception {
        return ToolCalls.text(ToolCalls.call(tools, tool, arguments));
    }
}
