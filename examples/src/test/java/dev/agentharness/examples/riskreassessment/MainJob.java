package dev.agentharness.examples.riskreassessment;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One finished run of the example in a test: its exit code and what it printed. */
record MainJob(int exitCode, String out, String err) {

    private static final Path SHIPPED = Path.of("data/northgate-hosting");

    static MainJob run(Map<String, String> environment, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = new RiskReassessment(environment, print(out), print(err)).run(args);
        return new MainJob(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Runs it without a key over a folder of Northgate's documents. */
    static MainJob over(Path folder, Path workdir) {
        return run(
                Map.of(),
                "--folder",
                folder.toString(),
                "--vendor",
                "Northgate Hosting",
                "--workdir",
                workdir.toString());
    }

    /** A copy of the shipped documents, to be changed. */
    static Path documents(Path directory) throws IOException {
        Path copy = directory.resolve("documents");
        try (Stream<Path> files = Files.walk(SHIPPED)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(SHIPPED.relativize(file).toString()));
            }
        }
        return copy;
    }

    int score() {
        Matcher score = Pattern.compile("Risk score (\\d+) of 100").matcher(out);
        if (!score.find()) {
            throw new AssertionError("no score in:\n" + out);
        }
        return Integer.parseInt(score.group(1));
    }

    /** A line of the account, by its name. */
    String line(String name) {
        List<String> lines =
                out.lines().filter(line -> line.startsWith(name + " ")).toList();
        return lines.isEmpty()
                ? ""
                : lines.get(lines.size() - 1).substring(name.length()).strip();
    }

    private static PrintStream print(ByteArrayOutputStream into) {
        return new PrintStream(into, true, StandardCharsets.UTF_8);
    }
}
