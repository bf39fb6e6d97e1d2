package dev.agentharness.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Compares the lines that {@code docs/evidence.md} lists with those that this build's tests printed, in all modules. */
@DisplayName("The evidence")
class EvidenceIT {

    private static final Path ROOT = Path.of(System.getProperty("harness.root"));
    private static final Pattern LISTED = Pattern.compile("^\\|[^|]*\\| `([a-z0-9.-]+)` \\|", Pattern.MULTILINE);
    private static final Pattern PRINTED = Pattern.compile("evidence: ([a-z0-9.-]+) = \\S.*");

    private static final Pattern STOPPED = Pattern.compile("attacks\\.[a-z-]+ = (\\d+) of (\\d+)");
    private static final Pattern NOTICED =
            Pattern.compile("attacks\\.[a-z-]+\\.(?:unguarded|noticed-without-guard) = (\\d+) of (\\d+)");

    @Test
    void that_is_listed_was_printed_and_what_was_printed_is_listed() throws IOException {
        List<String> listed = LISTED.matcher(Files.readString(ROOT.resolve("docs/evidence.md")))
                .results()
                .map(row -> row.group(1))
                .toList();

        List<MatchResult> printed = printed();
        printed.forEach(line -> System.out.println(line.group()));
        List<String> names =
                new ArrayList<>(printed.stream().map(line -> line.group(1)).toList());
        names.add(sum("attacks.stopped", STOPPED, printed));
        names.add(sum("attacks.noticed-without-guard", NOTICED, printed));

        assertThat(names)
                .as("run `mvn verify` in the root folder: this test reads the reports of all modules")
                .containsExactlyInAnyOrderElementsOf(listed);
    }

    /** Adds up what the modules print one by one, prints it, and gives its name. */
    private static String sum(String name, Pattern parts, List<MatchResult> printed) {
        long done = 0;
        long all = 0;
        for (MatchResult line : printed) {
            Matcher part = parts.matcher(line.group());
            if (part.find()) {
                done += Long.parseLong(part.group(1));
                all += Long.parseLong(part.group(2));
            }
        }
        System.out.println("evidence: " + name + " = " + done + " of " + all);
        assertThat(all).as(name).isPositive();
        return name;
    }

    private static List<MatchResult> printed() throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            return modules.map(module -> module.resolve("target/surefire-reports"))
                    .filter(Files::isDirectory)
                    .flatMap(EvidenceIT::reports)
                    .flatMap(report -> PRINTED.matcher(read(report)).results())
                    .toList();
        }
    }

    private static Stream<Path> reports(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml")).toList().stream();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String read(Path report) {
        try {
            return Files.readString(report);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
