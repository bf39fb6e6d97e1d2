package dev.agentharness.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Compares the Java code in README and guide with the examples it was taken from. A block of code follows a line
 * {@code <!-- from examples: FILE#REGION -->}; the region stands in the file between {@code // tag::REGION[]} and
 * {@code // end::REGION[]}.
 */
@DisplayName("The docs")
class DocsTest {

    private static final Path ROOT = Path.of(System.getProperty("harness.root"));
    private static final Path SOURCES = ROOT.resolve("examples/src/main/java/dev/agentharness/examples");
    private static final Pattern BLOCK =
            Pattern.compile("(?:<!-- from examples: (\\S+)#(\\S+) -->\n)?```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(?:#[^)]*)?\\)");

    @TestFactory
    Stream<DynamicTest> show_code_that_is_compiled() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path page : pages()) {
            Matcher block = BLOCK.matcher(Files.readString(page));
            while (block.find()) {
                String file = block.group(1);
                String region = block.group(2);
                String code = block.group(3);
                tests.add(DynamicTest.dynamicTest(ROOT.relativize(page) + ": " + file + "#" + region, () -> {
                    assertThat(file).as("where the code is from:%n%s", code).isNotNull();
                    assertThat(code.strip()).isEqualTo(region(SOURCES.resolve(file), region));
                }));
            }
        }
        assertThat(tests).isNotEmpty();
        return tests.stream();
    }

    @Test
    void link_only_to_files_that_are_there() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                if (!Files.exists(page.resolveSibling(link.group(1)))) {
                    broken.add(ROOT.relativize(page) + " → " + link.group(1));
                }
            }
        }

        assertThat(broken).isEmpty();
    }

    @Test
    void begin_with_a_readme_of_120_lines_at_most() throws IOException {
        assertThat(Files.readAllLines(ROOT.resolve("README.md"))).hasSizeLessThanOrEqualTo(120);
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
                Stream<Path> top = Files.list(ROOT)) {
            return Stream.concat(docs, top)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    /** The lines of a region, moved to the left as far as they go. */
    private static String region(Path file, String name) throws IOException {
        List<String> lines = Files.readAllLines(file);
        int begin = indexOf(lines, "// tag::" + name + "[]");
        int end = indexOf(lines, "// end::" + name + "[]");
        assertThat(begin).as("region %s in %s", name, file).isBetween(0, end);
        List<String> region = lines.subList(begin + 1, end).stream()
                .filter(line -> !line.contains("// tag::") && !line.contains("// end::"))
                .toList();
        int indent = region.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min()
                .orElse(0);
        return region.stream()
                .map(line -> line.isBlank() ? "" : line.substring(indent))
                .collect(Collectors.joining("\n"))
                .strip();
    }

    private static int indexOf(List<String> lines, String mark) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).strip().equals(mark)) {
                return i;
            }
        }
        return -1;
    }
}
