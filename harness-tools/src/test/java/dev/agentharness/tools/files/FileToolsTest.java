package dev.agentharness.tools.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentharness.model.Effect;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.tools.ToolCalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("File tools")
class FileToolsTest {

    @TempDir
    private Path root;

    private FileTools tools;

    @BeforeEach
    void files() throws IOException {
        tools = FileTools.in(root);
        Files.createDirectories(root.resolve("src/app"));
        Files.writeString(root.resolve("src/app/Main.java"), "class Main {\n  int one = 1;\n  int two = 1;\n}\n");
        Files.writeString(root.resolve("README.md"), "# Read me\n");
    }

    @Test
    @DisplayName("say what they do to the world, and what they touch")
    void specs() {
        assertThat(tools.readOnly()).extracting(tool -> tool.spec()).allSatisfy(spec -> {
            assertThat(spec.effect()).isEqualTo(Effect.READ_ONLY);
            assertThat(spec.risk()).isEqualTo(Risk.INTERNAL_READ);
            assertThat(spec.untrusted()).isFalse();
            assertThat(spec.scopes()).containsExactly("files");
        });
        assertThat(tools.writing()).extracting(tool -> tool.spec()).allSatisfy(spec -> {
            assertThat(spec.effect()).isEqualTo(Effect.IDEMPOTENT);
            assertThat(spec.risk()).isEqualTo(Risk.WRITE);
        });
        assertThat(tools.all())
                .extracting(tool -> tool.spec().name())
                .containsExactly("read_file", "list_files", "glob_files", "grep_files", "write_file", "edit_file");
        assertThat(tools.writtenByOutsiders().readOnly())
                .extracting(tool -> tool.spec())
                .allMatch(ToolSpec::untrusted);
    }

    @Test
    @DisplayName("need a folder that is there")
    void noFolder() {
        assertThatThrownBy(() -> FileTools.in(root.resolve("none")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none");
        assertThatThrownBy(() -> FileTools.in(root.resolve("README.md"))).hasMessageContaining("README.md");
    }

    @Test
    @DisplayName("refuse a file system without a secure way through it, unless told to trust the folder")
    void otherFileSystem() throws Exception {
        try (FileSystem zip = FileSystems.newFileSystem(root.resolve("a.zip"), Map.of("create", "true"))) {
            Path folder = Files.createDirectory(zip.getPath("/project"));

            assertThatThrownBy(() -> FileTools.in(folder)).hasMessageContaining("no secure way");

            tools = FileTools.inTrusted(folder);
            assertThat(call("write_file", Map.of("path", "docs/a.txt", "content", "one\n")))
                    .startsWith("docs/a.txt made, version ");
            assertThat(call(
                            "edit_file",
                            Map.of("path", "docs/a.txt", "version", version("docs/a.txt"), "old", "one", "new", "two")))
                    .contains("changed at line 1");
            assertThat(call("read_file", Map.of("path", "docs/a.txt"))).endsWith("1\ttwo\n");
            assertThat(call("list_files", Map.of())).isEqualTo("docs/\n");
            assertThat(call("glob_files", Map.of("pattern", "*.txt"))).isEqualTo("docs/a.txt");
        }
    }

    @Nested
    @DisplayName("when reading")
    class Reading {

        @Test
        @DisplayName("show lines with their numbers and the version")
        void reads() throws Exception {
            assertThat(call("read_file", Map.of("path", "src/app/Main.java")))
                    .matches(
                            "(?s)src/app/Main\\.java: lines 1 to 4 of 4, version [0-9a-f]{12}\n1\tclass Main \\{\n.*4\t}\n");
        }

        @Test
        @DisplayName("show a window of the lines, and say how to read on")
        void window() throws Exception {
            String window = call("read_file", Map.of("path", "src/app/Main.java", "from", 2, "lines", 1));

            assertThat(window)
                    .startsWith("src/app/Main.java: lines 2 to 2 of 4")
                    .endsWith("2\t  int one = 1;\n[2 more lines: read on with from=3]");
            assertThat(call("read_file", Map.of("path", "src/app/Main.java", "from", 5)))
                    .contains("has only 4 lines");
        }

        @Test
        @DisplayName("fit into what the harness shows of a result, however long file and lines are")
        void bounded() throws Exception {
            Files.writeString(root.resolve("long.txt"), ("x".repeat(3_000) + "\n").repeat(100));

            String shown = call("read_file", Map.of("path", "long.txt"));

            assertThat(shown.length()).isLessThan(30_000);
            assertThat(shown).contains("[… 1000 more characters of this line").contains("read on with from=");
        }

        @Test
        @DisplayName("refuse what is no text, too large, a folder or not there, and say so")
        void unreadable() throws Exception {
            Files.write(root.resolve("a.bin"), new byte[] {'P', 'K', 0, 1});
            try (var large = Files.newByteChannel(
                    root.resolve("large"),
                    java.nio.file.StandardOpenOption.CREATE,
                    java.nio.file.StandardOpenOption.WRITE)) {
                large.position(Snapshot.MOST_BYTES).write(java.nio.ByteBuffer.wrap(new byte[1]));
            }

            assertThat(call("read_file", Map.of("path", "a.bin")))
                    .isEqualTo("'a.bin' is no text but 4 bytes of something else");
            assertThat(call("read_file", Map.of("path", "large"))).isEqualTo("'large' is larger than 16777216 bytes");
            assertThat(call("read_file", Map.of("path", "src"))).isEqualTo("'src' is a folder");
            assertThat(call("read_file", Map.of("path", "none.txt"))).isEqualTo("there is no 'none.txt'");
            assertThat(call("read_file", Map.of("path", "README.md/x"))).isEqualTo("'README.md' is a file");
            assertThat(call("read_file", Map.of("path", "n".repeat(300))))
                    .contains("cannot be used: File name too long");
        }

        @Test
        @DisplayName("say what is wrong with a path before anybody is asked about the call")
        void paths() throws Exception {
            assertThat(call("read_file", Map.of("path", "/etc/passwd"))).contains("is absolute; write it relative");
            assertThat(call("read_file", Map.of("path", "a/../../b")))
                    .isEqualTo("the path 'a/../../b' holds '..', which may lead out");
            assertThat(call("read_file", Map.of("path", "src\\app"))).contains("write '/' between folders");
            assertThat(call("read_file", Map.of("path", "a\nb")))
                    .isEqualTo("the path 'a\\u{A}b' holds a control character");
            assertThat(call("read_file", Map.of("path", "a/".repeat(65)))).contains("more than 64 folders deep");
            assertThat(call("read_file", Map.of("path", "a".repeat(5_000))))
                    .isEqualTo("a path of 5000 characters is too long");
            assertThat(call("read_file", Map.of("path", "./src//app/./Main.java")))
                    .startsWith("src/app/Main.java: lines 1");
            assertThat(tools.all())
                    .allSatisfy(tool -> assertThat(tool.mistake(ToolInput.parse("{\"path\":\"..\"}")))
                            .isPresent());
        }

        @Test
        @DisplayName("show what is not quite UTF-8, and say that it cannot be edited")
        void latin() throws Exception {
            Files.write(root.resolve("latin.txt"), "caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));

            assertThat(call("read_file", Map.of("path", "latin.txt")))
                    .contains("cannot be edited")
                    .contains("caf\ufffd");
            assertThat(call(
                            "edit_file",
                            Map.of("path", "latin.txt", "version", hash("latin.txt"), "old", "caf", "new", "x")))
                    .isEqualTo("'latin.txt' is no UTF-8 text");
        }

        @Test
        @DisplayName("say that an empty file is empty")
        void empty() throws Exception {
            Files.createFile(root.resolve("empty"));

            assertThat(call("read_file", Map.of("path", "empty"))).startsWith("empty: empty, version ");
        }

        @Test
        @DisplayName("list folders first to last by name, and only so many entries")
        void lists() throws Exception {
            assertThat(call("list_files", Map.of())).isEqualTo("README.md  10 bytes\nsrc/\n");
            for (int i = 0; i < 501; i++) {
                Files.createFile(root.resolve("src/app/f" + i));
            }
            assertThat(call("list_files", Map.of("path", "src/app"))).contains("[only 500 of its entries");
        }
    }

    @Nested
    @DisplayName("when searching")
    class Searching {

        @Test
        @DisplayName("find files by name and path")
        void globs() throws Exception {
            Files.writeString(root.resolve("src/app/View.kt"), "");
            Files.writeString(root.resolve("Top.java"), "");
            Files.createDirectories(root.resolve(".git"));
            Files.writeString(root.resolve(".git/Hidden.java"), "");

            assertThat(call("glob_files", Map.of("pattern", "*.java"))).isEqualTo("Top.java\nsrc/app/Main.java");
            assertThat(call("glob_files", Map.of("pattern", "**/*.{java,kt}")))
                    .isEqualTo("Top.java\nsrc/app/Main.java\nsrc/app/View.kt");
            assertThat(call("glob_files", Map.of("pattern", "src/**/Main.java")))
                    .isEqualTo("src/app/Main.java");
            assertThat(call("glob_files", Map.of("pattern", "./*.java"))).isEqualTo("Top.java");
            assertThat(call("glob_files", Map.of("pattern", "app/[K-N]a?n.java", "path", "src")))
                    .isEqualTo("src/app/Main.java");
            assertThat(call("glob_files", Map.of("pattern", "app/[!K-N]*", "path", "src")))
                    .isEqualTo("src/app/View.kt");
            assertThat(call("glob_files", Map.of("pattern", "*.scala"))).isEqualTo("no file matches");
            assertThat(call("glob_files", Map.of("pattern", "a,b{"))).isEqualTo("no file matches");
        }

        @Test
        @DisplayName("find lines")
        void greps() throws Exception {
            assertThat(call("grep_files", Map.of("pattern", "int \\w+ = 1")))
                    .isEqualTo("src/app/Main.java:2:   int one = 1;\nsrc/app/Main.java:3:   int two = 1;");
            assertThat(call("grep_files", Map.of("pattern", "READ", "ignore_case", true)))
                    .isEqualTo("README.md:1: # Read me");
            assertThat(call("grep_files", Map.of("pattern", "one", "path", "src/app/Main.java")))
                    .startsWith("src/app/Main.java:2");
            assertThat(call("grep_files", Map.of("pattern", ".", "files", "*.md")))
                    .isEqualTo("README.md:1: # Read me");
            assertThat(call("grep_files", Map.of("pattern", "nowhere"))).isEqualTo("no line matches");
            assertThat(call("grep_files", Map.of("pattern", "("))).startsWith("the pattern is no regular expression");
        }

        @Test
        @DisplayName("leave out what is binary and count it")
        void binary() throws Exception {
            Files.write(root.resolve("a.bin"), new byte[] {'o', 'n', 'e', 0});

            assertThat(call("grep_files", Map.of("pattern", "one")))
                    .contains("Main.java:2")
                    .contains("unreadable: 1 files]")
                    .doesNotContain("a.bin");
        }

        @Test
        @DisplayName("stop when they have found enough")
        void enough() throws Exception {
            Files.writeString(
                    root.resolve("many.txt"),
                    IntStream.range(0, 1_000).mapToObj(i -> "hit " + i).collect(Collectors.joining("\n")));

            String found = call("grep_files", Map.of("pattern", "hit"));

            assertThat(found.lines()).hasSize(201);
            assertThat(found).endsWith("[there may be more: narrow the pattern, the files or the folder]");
        }

        @Test
        @DisplayName("stop after so many entries, and say so")
        void entries() throws Exception {
            FolderWalk walk = new FolderWalk(Glob.ALL, (folder, file) -> true, 2);
            try (Folder folder = SecureFolder.open(root).orElseThrow()) {
                walk.through(folder, RelativePath.ROOT);
            }

            assertThat(walk.warning()).contains("stopped after 2 entries");
        }

        @Test
        @DisplayName("tell the model that its pattern takes too long, rather than take that long")
        void catastrophe() throws Exception {
            Files.writeString(root.resolve("a.txt"), "a".repeat(200) + "!");

            assertThat(call("grep_files", Map.of("pattern", "(.*a){12}b"))).contains("make it simpler");
            assertThat(call("glob_files", Map.of("pattern", "*?".repeat(40) + "b*")))
                    .satisfiesAnyOf(
                            words -> assertThat(words).contains("make it simpler"),
                            words -> assertThat(words).isEqualTo("no file matches"));
        }

        @Test
        @DisplayName("tell the model that its pattern goes too deep")
        void deep() throws Exception {
            Files.writeString(root.resolve("a.txt"), "ab".repeat(200_000));

            assertThat(call("grep_files", Map.of("pattern", "(a|b)*c"))).contains("make it simpler");
        }

        @Test
        @DisplayName("obey an interrupt in the middle of a line")
        void interrupt() {
            Thread.currentThread().interrupt();
            Pattern endless = Pattern.compile("(.*a){12}b");

            assertThatThrownBy(() -> SteppedText.of("a".repeat(200)).find(endless))
                    .isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isFalse();
        }

        @Test
        @DisplayName("obey an interrupt between files")
        void interruptBetween() {
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> call("glob_files", Map.of("pattern", "*")))
                    .isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isFalse();
        }
    }

    @Nested
    @DisplayName("when writing")
    class Writing {

        @Test
        @DisplayName("make a file and the folders it is in, and leave nothing else behind")
        void makes() throws Exception {
            assertThat(call("write_file", Map.of("path", "a/b/c.txt", "content", "hello")))
                    .startsWith("a/b/c.txt made, version ");

            assertThat(root.resolve("a/b/c.txt")).hasContent("hello");
            try (Stream<Path> all = Files.walk(root)) {
                assertThat(all.map(path -> path.getFileName().toString())).noneMatch(name -> name.endsWith(".tmp"));
            }
        }

        @Test
        @DisplayName("replace a file only for who has seen its content")
        void replaces() throws Exception {
            assertThat(call("write_file", Map.of("path", "README.md", "content", "new")))
                    .contains("is there already");
            assertThat(call("write_file", Map.of("path", "README.md", "content", "new", "version", "000000000000")))
                    .contains("changed since it was read");
            assertThat(root.resolve("README.md")).hasContent("# Read me\n");

            assertThat(call(
                            "write_file",
                            Map.of("path", "README.md", "content", "new", "version", version("README.md"))))
                    .startsWith("README.md replaced, version ");
            assertThat(root.resolve("README.md")).hasContent("new");
        }

        @Test
        @DisplayName("change nothing when the same call is made again")
        void again() throws Exception {
            Map<String, String> write = Map.of("path", "README.md", "content", "new", "version", version("README.md"));
            Map<String, String> edit = Map.of(
                    "path",
                    "src/app/Main.java",
                    "version",
                    version("src/app/Main.java"),
                    "old",
                    "one",
                    "new",
                    "oneone");
            call("write_file", write);
            call("edit_file", edit);

            assertThat(call("write_file", write)).startsWith("README.md holds just that already, version ");
            assertThat(call("edit_file", edit)).contains("changed since it was read");
            assertThat(root.resolve("src/app/Main.java"))
                    .content()
                    .contains("oneone")
                    .doesNotContain("oneoneone");
        }

        @Test
        @DisplayName("tell that a file to replace is gone")
        void gone() throws Exception {
            assertThat(call("write_file", Map.of("path", "x", "content", "new", "version", "000000000000")))
                    .contains("not there any more");
        }

        @Test
        @DisplayName("replace a passage that stands there once, and give the next version")
        void edits() throws Exception {
            String changed = call(
                    "edit_file",
                    Map.of(
                            "path",
                            "src/app/Main.java",
                            "version",
                            version("src/app/Main.java"),
                            "old",
                            "one = 1",
                            "new",
                            "one = 2"));

            assertThat(changed)
                    .startsWith("src/app/Main.java changed at line 2, version ")
                    .endsWith(version("src/app/Main.java"));
            assertThat(root.resolve("src/app/Main.java"))
                    .hasContent("class Main {\n  int one = 2;\n  int two = 1;\n}\n");
        }

        @Test
        @DisplayName("say where a passage stands that is there more than once, and replace all if told")
        void ambiguous() throws Exception {
            String version = version("src/app/Main.java");
            assertThat(call(
                            "edit_file",
                            Map.of("path", "src/app/Main.java", "version", version, "old", "= 1", "new", "= 2")))
                    .contains("2 times, at the lines 2, 3");

            assertThat(call(
                            "edit_file",
                            Map.of(
                                    "path",
                                    "src/app/Main.java",
                                    "version",
                                    version,
                                    "old",
                                    "= 1",
                                    "new",
                                    "= 2",
                                    "all",
                                    true)))
                    .contains("changed at line 2, 3");
            assertThat(root.resolve("src/app/Main.java"))
                    .hasContent("class Main {\n  int one = 2;\n  int two = 2;\n}\n");
        }

        @Test
        @DisplayName("refuse a passage that is empty or not there")
        void absent() throws Exception {
            String version = version("README.md");
            assertThat(call(
                            "edit_file",
                            Map.of("path", "README.md", "version", version, "old", "# read me", "new", "x")))
                    .contains("does not stand in");
            assertThat(call("edit_file", Map.of("path", "README.md", "version", version, "old", "", "new", "x")))
                    .contains("is empty");
        }

        @Test
        @DisplayName("refuse to change a file that was changed since it was read")
        void stale() throws Exception {
            String version = version("README.md");
            Files.writeString(root.resolve("README.md"), "# Read me, please\n");

            assertThat(call(
                            "edit_file",
                            Map.of("path", "README.md", "version", version, "old", "# Read me", "new", "x")))
                    .isEqualTo("'README.md' is not in version " + version
                            + ": it was changed since it was read. Read it again, then decide anew");
            assertThat(root.resolve("README.md")).hasContent("# Read me, please\n");
        }

        @Test
        @DisplayName("refuse to change a file that is changed between look and replacement")
        void staleInBetween() throws Exception {
            RelativePath path = RelativePath.of("README.md");
            try (Folder folder = SecureFolder.open(root).orElseThrow()) {
                Replacement replacement = new Replacement(folder, path, Snapshot.ifThere(folder, path));
                Files.writeString(root.resolve("README.md"), "somebody else's");

                assertThatThrownBy(() -> replacement.with(Snapshot.of("mine")))
                        .hasMessageContaining("changed just now");
            }
            assertThat(root.resolve("README.md")).hasContent("somebody else's");
            assertThat(call("list_files", Map.of())).doesNotContain(".tmp");
        }

        @Test
        @DisplayName("keep the line ends of a file that has Windows ones")
        void windows() throws Exception {
            Files.writeString(root.resolve("dos.txt"), "one\r\ntwo\r\n");

            call(
                    "edit_file",
                    Map.of("path", "dos.txt", "version", version("dos.txt"), "old", "one\ntwo", "new", "1\n2"));

            assertThat(Files.readString(root.resolve("dos.txt"))).isEqualTo("1\r\n2\r\n");
        }

        @Test
        @DisplayName("keep who may do what with a file")
        void permissions() throws Exception {
            Path script = Files.writeString(root.resolve("run.sh"), "echo one\n");
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxrwx---"));

            call("edit_file", Map.of("path", "run.sh", "version", version("run.sh"), "old", "one", "new", "two"));

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(script)))
                    .isEqualTo("rwxrwx---");
        }
    }

    private String call(String name, Map<String, ?> arguments) throws Exception {
        ToolOutput output = ToolCalls.call(tools.all(), name, arguments);
        return ToolCalls.text(output);
    }

    private String version(String path) throws Exception {
        Matcher version = Pattern.compile("version ([0-9a-f]+)").matcher(call("read_file", Map.of("path", path)));
        assertThat(version.find()).isTrue();
        return version.group(1);
    }

    private String hash(String path) throws IOException {
        return new Snapshot(Files.readAllBytes(root.resolve(path))).version();
    }
}
