package dev.agentharness.compaction;

import dev.agentharness.budget.BudgetTracker;
import dev.agentharness.run.Episode;
import dev.agentharness.run.RunState;
import dev.agentharness.run.Shortening;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins with a clean context: everything gives way to what a progress file says. */
final class Reset implements Compactor {

    private static final Logger log = LoggerFactory.getLogger(Reset.class);

    /** A file longer than this is a log, and no summary of where the work stands. */
    private static final int LONGEST = 64_000;

    private final Path file;

    Reset(Path file) {
        this.file = Objects.requireNonNull(file, "file");
    }

    @Override
    public Optional<Shortening> shorten(RunState state, BudgetTracker budget) {
        String progress = read();
        if (progress.isBlank()) {
            return Optional.empty();
        }
        Episode record = new Episode(
                "as the progress file says",
                List.of(),
                List.of(),
                List.of(new Episode.Fact(progress, file.getFileName().toString())),
                List.of(),
                List.of(),
                List.of());
        return Optional.of(Shortening.summarising("reset", state.messages().size(), record));
    }

    private String read() {
        try {
            String text = Files.exists(file) ? Files.readString(file) : "";
            return text.length() <= LONGEST ? text : text.substring(text.length() - LONGEST);
        } catch (IOException e) {
            log.warn("the progress file {} cannot be read, so the context is not reset", file, e);
            return "";
        }
    }
}
