package dev.agentharness.sandboxes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Looks up programs as a shell would. */
final class Programs {

    /** Where programs are: what this JVM was told, or else what is usual. */
    static final String PATH =
            Optional.ofNullable(System.getenv("PATH")).orElse("/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin");

    private Programs() {}

    /** A program by its path, from the folder on if it is relative, or by its name in the search path. */
    static Optional<Path> find(String program, Path folder, String searchPath) {
        if (program.indexOf('/') >= 0) {
            return Optional.of(folder.resolve(program)).filter(Programs::isProgram);
        }
        for (String entry : searchPath.split(":", -1)) {
            Path candidate = Path.of(entry, program);
            if (candidate.isAbsolute() && isProgram(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
