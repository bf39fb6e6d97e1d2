package dev.agentharness.models;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A parser of server-sent events, as the WHATWG HTML standard defines them (section 9.2, "Server-sent events").
 *
 * <p>It takes bytes as they arrive: a packet may end anywhere, inside a line end or a character too. Unlike a browser it
 * also delivers a last event that no blank line follows, because servers leave that out, and takes a field
 * "error", which the standard does not know, for the data of an event of that type. Not thread-safe.
 */
final class EventStream {

    /** Who is told of the events. */
    @FunctionalInterface
    interface Sink {
        /**
         * @param type the event's type; empty if the stream did not name one
         * @param data the event's data in UTF-8, valid during the call only
         * @param length how much of {@code data} counts
         */
        void event(String type, byte[] data, int length) throws IOException;
    }

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private static final String DATA = "data";
    private static final String EVENT = "event";
    private static final String ERROR = "error";

    private final Bytes line = new Bytes();
    private final Bytes data = new Bytes();
    private String type = "";
    /** Most events are of the type of the one before. */
    private String typeBefore = "";

    private boolean afterCarriageReturn;
    private boolean atStart = true;

    /** Takes the next bytes of the stream. */
    void feed(byte[] bytes, int length, Sink sink) throws IOException {
        int lineStart = 0;
        for (int i = 0; i < length; i++) {
            byte b = bytes[i];
            if (b == '\n' || b == '\r') {
                boolean secondHalf = b == '\n' && afterCarriageReturn;
                if (!secondHalf) {
                    line.write(bytes, lineStart, i - lineStart);
                    endLine(sink);
                }
                lineStart = i + 1;
            }
            afterCarriageReturn = b == '\r';
        }
        line.write(bytes, lineStart, length - lineStart);
        if (line.size() + data.size() > HttpAnswer.MOST_AT_ONCE) {
            throw new BadAnswer("an event in it is longer than " + HttpAnswer.MOST_AT_ONCE + " bytes");
        }
    }

    /** Ends the stream and delivers what no blank line has ended. */
    void end(Sink sink) throws IOException {
        endLine(sink);
        dispatch(sink);
    }

    private void endLine(Sink sink) throws IOException {
        int start = 0;
        if (atStart) {
            atStart = false;
            start = line.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
        }
        if (line.size() == start) {
            line.reset();
            dispatch(sink);
            return;
        }
        int colon = line.indexOf(':', start);
        int nameEnd = colon < 0 ? line.size() : colon;
        int value = colon < 0 ? nameEnd : colon + 1;
        if (value < line.size() && line.at(value) == ' ' && colon >= 0) {
            value++;
        }
        if (line.is(DATA, start, nameEnd)) {
            data.write(line.array(), value, line.size() - value);
            data.write('\n');
        } else if (line.is(EVENT, start, nameEnd)) {
            type = line.is(typeBefore, value, line.size()) ? typeBefore : line.text(value, line.size());
            typeBefore = type;
        } else if (line.is(ERROR, start, nameEnd)) {
            type = ERROR;
            data.write(line.array(), value, line.size() - value);
            data.write('\n');
        }
        line.reset();
    }

    private void dispatch(Sink sink) throws IOException {
        try {
            if (data.size() > 0) {
                sink.event(type, data.array(), data.size() - 1);
            }
        } finally {
            data.reset();
            type = "";
        }
    }

    /** A growing buffer that can be read without copying it. */
    private static final class Bytes extends ByteArrayOutputStream {

        byte[] array() {
            return buf;
        }

        byte at(int index) {
            return buf[index];
        }

        int indexOf(char wanted, int from) {
            for (int i = from; i < count; i++) {
                if (buf[i] == wanted) {
                    return i;
                }
            }
            return -1;
        }

        boolean startsWith(byte[] prefix) {
            if (count < prefix.length) {
                return false;
            }
            for (int i = 0; i < prefix.length; i++) {
                if (buf[i] != prefix[i]) {
                    return false;
                }
            }
            return true;
        }

        /** Whether these bytes are a text; never if that has letters beyond ASCII's. */
        boolean is(String text, int from, int to) {
            if (to - from != text.length()) {
                return false;
            }
            for (int i = from; i < to; i++) {
                if (buf[i] != text.charAt(i - from)) {
                    return false;
                }
            }
            return true;
        }

        String text(int from, int to) {
            return new String(buf, from, to - from, StandardCharsets.UTF_8);
        }
    }
}
