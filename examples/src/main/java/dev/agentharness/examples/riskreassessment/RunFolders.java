package dev.agentharness.examples.riskreassessment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A folder for each run under one working directory, with its trace and its reports. Thread-safe. */
final class RunFolders {

    /** A plain name: no separator, no leading dot, and no name that the trace could have. */
    private static final Pattern REPORT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,60}\\.md");

    private static final int MAX_CHARS = 20_000;

    private final Path workdir;

    private RunFolders(Path workdir) {
        this.workdir = workdir;
    }

    /** The folders under a directory, which is made if need be. */
    static RunFolders under(Path workdir) throws IOException {
        return new RunFolders(Files.createDirectories(workdir.toAbsolutePath().normalize()));
    }

    /** The run's folder, made if need be. */
    Path of(String runId) throws IOException {
        return Files.createDirectories(workdir.resolve(runId));
    }

    Path trace(String runId) throws IOException {
        return of(runId).resolve("trace.log");
    }

    /**
     * Writes a report, in place of an earlier one of that name.
     *
     * @throws IllegalArgumentException if the name or the text will not do, in words for the model
     */
    Path writeReport(String runId, String name, String text) throws IOException {
        if (!REPORT.matcher(name).matches()) {
            throw new IllegalArgumentException("a report needs a plain name that ends in .md, not '" + name + "'");
        }
        if (text.isBlank() || text.length() > MAX_CHARS) {
            throw new IllegalArgumentException(
                    "a report has 1 to " + MAX_CHARS + " characters; this one has " + text.length());
        }
        Path report = of(runId).resolve(name);
        if (Files.isSymbolicLink(report)) {
            throw new IllegalArgumentException("'" + name + "' is a link; take another name");
        }
        return Files.writeString(
                report,
                text,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
    }

    List<Path> reports(String runId) throws IOException {
        try (Stream<Path> files = Files.list(of(runId))) {
            return files.filter(file ->
                            REPORT.matcher(file.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        }
    }
}
