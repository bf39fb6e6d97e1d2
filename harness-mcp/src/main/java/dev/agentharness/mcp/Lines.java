package dev.agentharness.mcp;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A stream of bytes as lines of UTF-8, none of which takes more memory than it may. Not thread-safe. */
final class Lines {

    private final InputStream bytes;
    private final int maxBytes;
    private boolean inLongLine;

    Lines(InputStream bytes, int maxBytes) {
        this.bytes = new BufferedInputStream(bytes, 1 << 16);
        this.maxBytes = maxBytes;
    }

    /**
     * A line.
     *
     * @param text what it says, without the line break
     * @param cut whether it goes on; what follows is left out
     */
    record Line(String text, boolean cut) {}

    /** The next line, or empty at the end. Waits for it. */
    Optional<Line> next() throws IOException {
        if (inLongLine) {
            skipLine();
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = bytes.read(); next >= 0; next = bytes.read()) {
            if (next == '\n') {
                return Optional.of(line(line, false));
            }
            if (line.size() == maxBytes) {
                inLongLine = true;
                return Optional.of(line(line, true));
            }
            line.write(next);
        }
        return line.size() == 0 ? Optional.empty() : Optional.of(line(line, false));
    }

    private static Line line(ByteArrayOutputStream bytes, boolean cut) {
        String text = bytes.toString(StandardCharsets.UTF_8);
        return new Line(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text, cut);
    }

    private void skipLine() throws IOException {
        int next;
        do {
            next = bytes.read();
        } while (next >= 0 && next != '\n');
        inLongLine = false;
    }
}
