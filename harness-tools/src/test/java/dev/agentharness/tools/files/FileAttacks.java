package dev.agentharness.tools.files;

import dev.agentharness.json.Json;
import dev.agentharness.model.ToolInput;
import dev.agentharness.tool.Tool;
import dev.agentharness.tools.Attacks;
import dev.agentharness.tools.ToolCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** Ways to read or change a file outside of the root. What floods the tools is in {@link FloodAttacks}. */
public final class FileAttacks {

    static final String SECRET = "the secret";

    private final Path folder;
    private final Path root;
    private final Path outside;
    private final List<Tool> tools;

    /** The tools' folder but for one guard: links are followed; what is no folder is a file, and is written through. */
    private final Root following;

    private final Root weak;
    private final Root strong;

    private FileAttacks(Path folder) throws IOException {
        this.folder = folder;
        this.root = Files.createDirectories(folder.resolve("root"));
        this.outside = Files.createDirectory(folder.resolve("outside"));
        this.tools = FileTools.in(root).all();
        this.strong = new Root(() -> SecureFolder.open(root).orElseThrow());
        this.following = new Root(() -> SecureFolder.open(root, Set.of()).orElseThrow());
        this.weak =
                new Root(() -> new WeakFolder(SecureFolder.open(root, Set.of()).orElseThrow()));
        Path sibling = Files.createDirectory(folder.resolve("root-of-others"));
        Files.createDirectory(root.resolve("inside"));
        Files.createDirectory(root.resolve("~"));
        Files.writeString(root.resolve("inside/file.txt"), "nothing special");
        Files.writeString(outside.resolve("secret.txt"), SECRET);
        Files.writeString(sibling.resolve("secret.txt"), SECRET);
        link("link-to-file", outside.resolve("secret.txt"));
        link("link-to-folder", outside);
        link("link-to-everything", Path.of("/proc/self/root"));
        link("inside/link-to-link", Path.of("../link-to-folder"));
    }

    private void link(String name, Path target) throws IOException {
        Files.createSymbolicLink(root.resolve(name), target);
    }

    public static FileAttacks in(Path folder) throws IOException {
        return new FileAttacks(folder);
    }

    public void addTo(Attacks attacks) throws IOException {
        reading(attacks);
        disguises(attacks);
        searching(attacks);
        names(attacks);
        making(attacks);
        replacing(attacks);
        versionControl(attacks);
        FloodAttacks.in(root).addTo(attacks);
    }

    private void reading(Attacks attacks) {
        for (String path : List.of(
                "../outside/secret.txt",
                "inside/../../outside/secret.txt",
                "../root-of-others/secret.txt",
                "~/../../outside/secret.txt")) {
            attacks.row(
                    "read " + path,
                    "no name on the way is ..",
                    () -> isSecret("read_file", path),
                    () -> isSecret(new ReadFile(strong), apart(path), Map.of()));
        }
        for (String path : List.of(outside.resolve("secret.txt").toString(), "//" + outside.resolve("secret.txt"))) {
            attacks.row(
                    "read " + shown(path),
                    "a path is taken apart into names",
                    () -> isSecret("read_file", path),
                    () -> isSecret(new ReadFile(strong), whole(path), Map.of()));
        }
        for (String path : List.of(
                "link-to-file",
                "link-to-folder/secret.txt",
                "inside/link-to-link/secret.txt",
                "link-to-everything" + outside.resolve("secret.txt"))) {
            attacks.row(
                    "read " + shown(path),
                    "links are not followed",
                    () -> isSecret("read_file", path),
                    () -> isSecret(new ReadFile(following), apart(path), Map.of()));
        }
        attacks.row(
                "turn the link that the root was given by to another folder",
                "the root is where that link led at first",
                () -> turned(given -> FileTools.in(given).all()),
                () -> turned(given -> List.of(new FileTool(
                        tools.get(0).spec(),
                        RelativePath::of,
                        new ReadFile(new Root(() -> SecureFolder.open(given).orElseThrow()))))));
    }

    @FunctionalInterface
    private interface Making {
        List<Tool> in(Path root);
    }

    private boolean turned(Making making) throws Exception {
        Path given = folder.resolve("given");
        Files.deleteIfExists(given);
        Files.createSymbolicLink(given, root);
        List<Tool> made = making.in(given);
        Files.delete(given);
        Files.createSymbolicLink(given, outside);
        return isSecret(ToolCalls.text(ToolCalls.call(made, "read_file", Map.of("path", "secret.txt"))));
    }

    private void disguises(Attacks attacks) {
        Map.of(
                        "..\\outside\\secret.txt",
                        "to Linux '\\' is a letter",
                        "....//outside/secret.txt",
                        "nothing is taken out of a path",
                        "\uFF0E\uFF0E\uFF0Foutside\uFF0Fsecret.txt",
                        "nothing is normalised",
                        "%2e%2e/outside/secret.txt",
                        "nothing is decoded",
                        "link-to-file\0.txt",
                        "the JDK refuses a NUL",
                        "LINK-TO-FILE",
                        "Linux tells upper from lower case",
                        "a".repeat(10_000),
                        "no file system has such names",
                        "a/".repeat(5_000) + "link-to-file",
                        "nothing is there")
                .forEach((path, why) -> attacks.held(
                        "read " + (path.length() > 100 ? path.length() + " characters" : path.replace('\0', '0')),
                        why,
                        () -> isSecret("read_file", path)));
    }

    private void searching(Attacks attacks) {
        attacks.row(
                "list a folder by ..",
                "no name on the way is ..",
                () -> isListed(text("list_files", Map.of("path", "../outside"))),
                () -> isListed(on(new ListFiles(strong), apart("../outside"), Map.of())));
        attacks.row(
                "list a linked folder",
                "links are not followed",
                () -> isListed(text("list_files", Map.of("path", "link-to-folder"))),
                () -> isListed(on(new ListFiles(following), apart("link-to-folder"), Map.of())));
        attacks.row(
                "grep by ..",
                "no name on the way is ..",
                () -> isSecret(text("grep_files", Map.of("pattern", "secret", "path", "../outside"))),
                () -> isSecret(new GrepFiles(strong), apart("../outside"), Map.of("pattern", "secret")));
        attacks.row(
                "glob in a folder by ..",
                "no name on the way is ..",
                () -> isListed(text("glob_files", Map.of("pattern", "*.txt", "path", "../outside"))),
                () -> isListed(on(new GlobFiles(strong), apart("../outside"), Map.of("pattern", "*.txt"))));
        for (String pattern : List.of("**/secret.txt", "link-to-folder/*", "{link-to-folder,x}/[r-t]ecret.*")) {
            attacks.row(
                    "glob through a linked folder by " + pattern,
                    "links are not followed",
                    () -> isListed(text("glob_files", Map.of("pattern", pattern))),
                    () -> isListed(on(new GlobFiles(following), apart(""), Map.of("pattern", pattern, "path", ""))));
        }
        for (String path : List.of("inside", "link-to-file", "link-to-folder")) {
            attacks.row(
                    "grep through links in " + path,
                    "links are not followed",
                    () -> isSecret(text("grep_files", Map.of("pattern", "secret", "path", path))),
                    () -> isSecret(new GrepFiles(following), apart(path), Map.of("pattern", "secret")));
        }
        for (String pattern : List.of("../**", "inside/../../outside/*", "{..,x}/**", "[.][.]/**", "?./outside/*")) {
            attacks.held(
                    "glob " + pattern,
                    "it is matched with the names in a folder, and none is ..",
                    () -> isListed(text("glob_files", Map.of("pattern", pattern))));
        }
    }

    private void names(Attacks attacks) {
        for (Map.Entry<String, String> name : Map.of(
                        "forge an entry by a line end in a name", "a\nREADME.md  9 bytes",
                        "turn the direction of writing in a name", "exe.\u202Etxt",
                        "hide letters in a name", "pay\u200B\u2060.txt")
                .entrySet()) {
            String raw = name.getValue();
            attacks.row(
                    name.getKey(),
                    "names are printed so that they show what they are",
                    () -> named(raw, new ListFiles(strong)).contains(raw),
                    () -> named(raw, new ListFiles(strong, any -> any)).contains(raw));
        }
    }

    private String named(String name, ListFiles work) throws Exception {
        Files.createDirectories(root.resolve("names"));
        Files.writeString(root.resolve("names").resolve(name), "");
        return on(work, apart("names"), Map.of());
    }

    private void making(Attacks attacks) {
        String absolute = outside.resolve("new.txt").toString();
        attacks.row(
                "make ../outside/new.txt",
                "no name on the way is ..",
                () -> makes("../outside/new.txt", tool("write_file")),
                () -> makes(
                        "../outside/new.txt", work(new WriteFile(strong, new ReentrantLock()), FileAttacks::apart)));
        attacks.row(
                "make link-to-folder/new.txt",
                "links are not followed",
                () -> makes("link-to-folder/new.txt", tool("write_file")),
                () -> makes(
                        "link-to-folder/new.txt",
                        work(new WriteFile(following, new ReentrantLock()), RelativePath::of)));
        attacks.row(
                "make " + shown(absolute),
                "a path is taken apart into names",
                () -> makes(absolute, tool("write_file")),
                () -> makes(absolute, work(new WriteFile(strong, new ReentrantLock()), FileAttacks::whole)));
        attacks.row(
                "make folders through a link",
                "links are not followed",
                () -> makesFolder(tool("write_file")),
                () -> makesFolder(work(new WriteFile(following, new ReentrantLock()), RelativePath::of)));
    }

    private boolean makes(String path, Tool tool) throws Exception {
        ToolCalls.call(tool, Map.of("path", path, "content", "x"));
        return Files.deleteIfExists(outside.resolve("new.txt"));
    }

    private boolean makesFolder(Tool tool) throws Exception {
        ToolCalls.call(tool, Map.of("path", "link-to-folder/made/new.txt", "content", "x"));
        Files.deleteIfExists(outside.resolve("made/new.txt"));
        return Files.deleteIfExists(outside.resolve("made"));
    }

    private void replacing(Attacks attacks) {
        Tool weakly = work(new WriteFile(weak, new ReentrantLock()), RelativePath::of);
        attacks.row(
                "replace through a link",
                "links are not followed, nor files written through",
                () -> replaces("link-to-file", tool("write_file")),
                () -> replaces("link-to-file", weakly));
        attacks.row(
                "replace what a hard link also names",
                "new content is put in a file's place and not into it",
                () -> {
                    hardLink();
                    return replaces("hard", tool("write_file"));
                },
                () -> {
                    hardLink();
                    return replaces("hard", weakly);
                });
        attacks.row(
                "edit what somebody else has changed since",
                "the version that was read is compared with the one that is there",
                () -> editsOthers(version("two words")),
                () -> editsOthers(version("two words, both mine")));
    }

    private boolean replaces(String path, Tool tool) throws Exception {
        ToolCalls.call(tool, Map.of("path", path, "content", "x", "version", version(SECRET)));
        boolean changed = !Files.readString(outside.resolve("secret.txt")).equals(SECRET);
        Files.writeString(outside.resolve("secret.txt"), SECRET);
        return changed;
    }

    private boolean editsOthers(String version) throws Exception {
        Path file = Files.writeString(root.resolve("shared.txt"), "two words, both mine");
        text("edit_file", Map.of("path", "shared.txt", "version", version, "old", "two", "new", "2"));
        return Files.readString(file).startsWith("2");
    }

    private void hardLink() throws IOException {
        Files.deleteIfExists(root.resolve("hard"));
        Files.createLink(root.resolve("hard"), outside.resolve("secret.txt"));
    }

    /** Whoever writes there has a program run when a person next uses version control. */
    private void versionControl(Attacks attacks) {
        for (String path : List.of(
                ".git/hooks/pre-commit",
                ".git/config",
                "module/.git",
                ".GIT/config",
                ".g\u200Cit/config",
                ".git./config",
                ".git::$INDEX_ALLOCATION/config",
                "git~1/config",
                ".hg/hgrc")) {
            attacks.row(
                    "make " + path.replace("\u200C", "(unseen)"),
                    "what version control keeps is not written",
                    () -> makesInside(path, tool("write_file")),
                    () -> makesInside(path, work(new WriteFile(strong, new ReentrantLock()), RelativePath::of)));
        }
        attacks.row(
                "edit .git/config",
                "what version control keeps is not written",
                () -> editsConfig(tool("edit_file")),
                () -> editsConfig(work(new EditFile(strong, new ReentrantLock()), RelativePath::of)));
    }

    private boolean makesInside(String path, Tool tool) throws Exception {
        ToolCalls.call(tool, Map.of("path", path, "content", "x"));
        return Files.deleteIfExists(root.resolve(path));
    }

    private boolean editsConfig(Tool tool) throws Exception {
        Path config = Files.createDirectories(root.resolve(".git")).resolve("config");
        Files.writeString(config, "[core]");
        ToolCalls.call(
                tool,
                Map.of(
                        "path",
                        ".git/config",
                        "version",
                        version("[core]"),
                        "old",
                        "[core]",
                        "new",
                        "[core] fsmonitor=x"));
        boolean changed = Files.readString(config).contains("fsmonitor");
        Files.delete(config);
        return changed;
    }

    // What the rows are made of

    /** The names of a path, without a look at what they are. */
    private static RelativePath apart(String path) {
        return new RelativePath(
                Arrays.stream(path.split("/")).filter(name -> !name.isEmpty()).toList());
    }

    /** A path as if it were one name. */
    private static RelativePath whole(String path) {
        return new RelativePath(List.of(path));
    }

    private Tool tool(String name) {
        return tools.stream()
                .filter(one -> one.spec().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Tool work(FileTool.Work work, FileTool.Paths paths) {
        return new FileTool(tool("write_file").spec(), paths, work);
    }

    private static String on(FileTool.Work work, RelativePath path, Map<String, ?> arguments) throws Exception {
        return work.on(path, ToolInput.parse(Json.canonical(arguments)));
    }

    private static boolean isSecret(FileTool.Work work, RelativePath path, Map<String, ?> arguments) throws Exception {
        return isSecret(on(work, path, arguments));
    }

    private String text(String tool, Map<String, ?> arguments) throws Exception {
        return ToolCalls.text(ToolCalls.call(tools, tool, arguments));
    }

    private boolean isSecret(String tool, String path) throws Exception {
        return isSecret(text(tool, Map.of("path", path)));
    }

    private static boolean isSecret(String text) {
        return text.contains(SECRET);
    }

    private static boolean isListed(String text) {
        return text.contains("secret.txt");
    }

    private static String version(String content) {
        return Snapshot.of(content).version();
    }

    private String shown(String path) {
        return path.replace(folder.toString(), "(absolute)");
    }
}
