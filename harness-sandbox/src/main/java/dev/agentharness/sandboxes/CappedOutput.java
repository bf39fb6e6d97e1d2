package dev.agentharness.sandboxes;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The beginning and the end of an output, and how much there was between them. Not thread-safe. */
final class CappedOutput {

    private final byte[] buffer = new byte[8_192];
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private final int headMax;
    private final int tailMax;

    /** A ring, made when the head is full. */
    private byte[] tail = {};

    private long tailBytes;

    CappedOutput(int maxBytes) {
        this.headMax = maxBytes / 2;
        this.tailMax = maxBytes - headMax;
    }

    /**
     * Reads what is there at this moment, and never waits.
     *
     * @param most about so many bytes at most, because somebody may be writing faster than they are read
     * @return how many bytes were read
     */
    int take(InputStream source, int most) {
        try {
            int taken = 0;
            for (int available = source.available(); available > 0 && taken < most; available = source.available()) {
                int count = Math.max(0, source.read(buffer, 0, Math.min(available, buffer.length)));
                add(buffer, count);
                taken += count;
            }
            return taken;
        } catch (IOException e) {
            throw new UncheckedIOException("the output of a command cannot be read", e);
        }
    }

    void add(byte[] bytes, int count) {
        int toHead = Math.min(count, headMax - head.size());
        head.write(bytes, 0, toHead);
        if (toHead < count && tail.length == 0) {
            tail = new byte[tailMax];
        }
        for (int i = toHead; i < count; ) {
            int at = (int) (tailBytes % tailMax);
            int run = Math.min(count - i, tailMax - at);
            System.arraycopy(bytes, i, tail, at, run);
            tailBytes += run;
            i += run;
        }
    }

    /** Whether something between beginning and end is left out. */
    boolean isTruncated() {
        return tailBytes > tailMax;
    }

    /** What is kept, as UTF-8. */
    String text() {
        byte[] first = head.toByteArray();
        byte[] last = tailInOrder();
        if (!isTruncated()) {
            byte[] all = Arrays.copyOf(first, first.length + last.length);
            System.arraycopy(last, 0, all, first.length, last.length);
            return new String(all, StandardCharsets.UTF_8);
        }
        int end = wholeCharacters(first);
        int start = characterStart(last);
        long leftOut = tailBytes - tailMax + (first.length - end) + start;
        return new String(first, 0, end, StandardCharsets.UTF_8)
                + "\n[… " + leftOut + " bytes of output are left out here …]\n"
                + new String(last, start, last.length - start, StandardCharsets.UTF_8);
    }

    private byte[] tailInOrder() {
        if (!isTruncated()) {
            return Arrays.copyOf(tail, (int) tailBytes);
        }
        int oldest = (int) (tailBytes % tailMax);
        byte[] ordered = new byte[tailMax];
        System.arraycopy(tail, oldest, ordered, 0, tailMax - oldest);
        System.arraycopy(tail, 0, ordered, tailMax - oldest, oldest);
        return ordered;
    }

    /** How many bytes there are without a character that is cut off at the end. */
    private static int wholeCharacters(byte[] bytes) {
        for (int back = 1; back <= Math.min(3, bytes.length); back++) {
            int value = bytes[bytes.length - back] & 0xFF;
            if ((value & 0xC0) != 0x80) {
                int needed = value >= 0xF0 ? 4 : value >= 0xE0 ? 3 : value >= 0xC0 ? 2 : 1;
                return needed > back ? bytes.length - back : bytes.length;
            }
        }
        return bytes.length;
    }

    /** Where the first whole character begins. */
    private static int characterStart(byte[] bytes) {
        int start = 0;
        while (start < Math.min(3, bytes.length) && (bytes[start] & 0xC0) == 0x80) {
            start++;
        }
        return start;
    }
}
