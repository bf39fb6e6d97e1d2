package dev.agentharness.tools.files;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** A search for lines, and what it found so far. It is over when it has found or read enough. Not thread-safe. */
final class LineSearch {

    private static final int MOST_FOUND = 200;
    private static final int MOST_CHARS = 24_000;
    private static final int SHOWN_BEFORE = 100;
    private static final int SHOWN_AFTER = 200;
    private static final long MOST_BYTES = 512L << 20;

    private final Pattern pattern;
    private final List<String> found = new ArrayList<>();
    private int chars;
    private long bytes;
    private int leftOut;

    LineSearch(Pattern pattern) {
        this.pattern = pattern;
    }

    /** Searches a file that is in the folder, and says whether to go on. */
    boolean in(Folder folder, RelativePath file) throws IOException, InterruptedException {
        Optional<Snapshot> text = text(folder, file);
        if (text.isPresent()) {
            lines(text.get(), file);
        } else {
            leftOut++;
        }
        return !isOver();
    }

    private Optional<Snapshot> text(Folder folder, RelativePath file) throws IOException {
        try {
            Snapshot snapshot = Snapshot.of(folder, file);
            bytes += snapshot.bytes().length;
            return Optional.of(snapshot).filter(content -> !content.isBinary());
        } catch (FileSystemException | IllegalArgumentException e) {
            return Optional.empty(); // too large, gone, not ours to read, or a link by now: it is counted
        }
    }

    private void lines(Snapshot file, RelativePath path) throws InterruptedException {
        int number = 0;
        for (Iterator<String> lines = file.text().lines().iterator(); lines.hasNext() && !isOver(); ) {
            String line = lines.next();
            number++;
            OptionalInt at = SteppedText.of(line).find(pattern);
            if (at.isPresent()) {
                String shown = path + ":" + number + ": " + around(line, at.getAsInt());
                chars += shown.length();
                found.add(shown);
            }
        }
    }

    private boolean isOver() {
        return found.size() >= MOST_FOUND || chars >= MOST_CHARS || bytes > MOST_BYTES;
    }

    private static String around(String line, int at) {
        int from = Math.max(0, at - SHOWN_BEFORE);
        int to = Math.min(line.length(), at + SHOWN_AFTER);
        return (from > 0 ? "[…] " : "") + line.substring(from, to) + (to < line.length() ? " […]" : "");
    }

    /** What a model is told of it. */
    String report() {
        List<String> lines = new ArrayList<>(found);
        if (found.isEmpty()) {
            lines.add("no line matches");
        }
        if (isOver()) {
            lines.add("[there may be more: narrow the pattern, the files or the folder]");
        }
        if (leftOut > 0) {
            lines.add("[not searched, being binary, larger than " + Snapshot.MOST_BYTES + " bytes or unreadable: "
                    + leftOut + " files]");
        }
        return String.join("\n", lines);
    }
}
