package dev.agentharness.examples.riskreassessment;

import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes each event of a run as one line into the run's folder. */
final class TraceFile implements RunListener {

    private static final int LONGEST = 2_000;

    private final RunFolders folders;

    TraceFile(RunFolders folders) {
        this.folders = folders;
    }

    @Override
    public void onEvent(String runId, RunEvent event) {
        String text = event.toString().replace("\r", "\\r").replace("\n", "\\n");
        String line = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
        try {
            Path trace = folders.trace(runId);
            Files.writeString(trace, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
