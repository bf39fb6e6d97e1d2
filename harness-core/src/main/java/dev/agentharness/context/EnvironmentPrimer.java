package dev.agentharness.context;

import dev.agentharness.budget.Budget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The time, the limits, the platform, and a map of a folder. */
final class EnvironmentPrimer implements Primer {

    private static final Logger log = LoggerFactory.getLogger(EnvironmentPrimer.class);

    private static final int LEVELS = 2;
    private static final int MOST = 200;

    private final Path folder;

    EnvironmentPrimer(Path folder) {
        this.folder = Objects.requireNonNull(folder, "folder");
    }

    @Override
    public String text(Instant now, Budget budget) {
        return "[Surroundings when the task began]\nTime: " + now.truncatedTo(ChronoUnit.MINUTES) + "\nLimits: "
                + budget
                + "\nPlatform: " + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", Java "
                + Runtime.version().feature() + "\nFolder:\n" + map();
    }

    /** A folder that cannot be read is no reason not to begin. */
    private String map() {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> found = Files.walk(folder, LEVELS)) {
            found.filter(path -> !path.equals(folder))
                    .filter(path -> !path.getFileName().toString().startsWith("."))
                    .sorted()
                    .limit(MOST + 1L)
                    .forEach(path -> lines.add(folder.relativize(path) + (Files.isDirectory(path) ? "/" : "")));
        } catch (IOException | UncheckedIOException e) {
            log.warn("the folder {} cannot be shown to the model", folder, e);
            return "(cannot be read)";
        }
        if (lines.size() > MOST) {
            lines.set(MOST, "… and more");
        }
        return String.join("\n", lines);
    }
}
