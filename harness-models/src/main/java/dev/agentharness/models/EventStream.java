package dev.agentharness.models;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * A parser of server-sent events, as the WHATWG HTML standard defines them (section 9.2, "Server-sent events").
 *
 * <p>It takes bytes as they arrive: a packet may end anywhere, inside a line end or a character too. Unlike a browser it
 * also delivers a last event that no blank line follows, because servers leave that out, and takes a field
 * "error", which the standard does not know, for the data of an event of that type. JSON that stands outside of all events
 * is delivered, too: so Google's proxies put an error into a stream. Not thread-safe.
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

        /** Takes what stands outside of all events and looks like an object or array of JSON. */
        default void stray(byte[] data, int length) throws IOException {}
    }

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private static final String DATA = "data";
    private static final String EVENT = "event";
    private static final String ERROR = "error";

    /** The line that the bytes so far ended in the middle of. */
    private final Bytes begun = new Bytes();

    /** The data of the event, or the lines outside of one that may be JSON. */
    private final Bytes data = new Bytes();

    private final Brackets brackets = new Brackets();
    private String type = "";
    /** Most events are of the type of the one before. */
    private String typeBefore = "";

    private boolean afterCarriageReturn;
    private boolean atStart = true;

    /** Takes the next bytes of the stream. */
    void feed(byte[] bytes, int length, Sink sink) throws IOException {
        if (length == 0) {
            return;
        }
        int lineStart = afterCarriageReturn && bytes[0] == '\n' ? 1 : 0;
        for (int i = lineStart; i < length; i++) {
            byte b = bytes[i];
            if (b == '\n' || b == '\r') {
                endLine(bytes, lineStart, i, sink);
                if (b == '\r' && i + 1 < length && bytes[i + 1] == '\n') {
                    i++;
                }
                lineStart = i + 1;
            }
        }
        afterCarriageReturn = bytes[length - 1] == '\r';
        begun.write(bytes, lineStart, length - lineStart);
        if (begun.size() + data.size() > HttpAnswer.MOST_AT_ONCE) {
            throw new BadAnswer("an event in it is longer than " + HttpAnswer.MOST_AT_ONCE + " bytes");
        }
    }

    /** Ends the stream and delivers what no blank line has ended. */
    void end(Sink sink) throws IOException {
        endLine(begun.array(), 0, 0, sink);
        dispatch(sink);
    }

    /** Ends the line that these bytes complete; most lines are there at once and need not be copied. */
    private void endLine(byte[] bytes, int from, int to, Sink sink) throws IOException {
        if (begun.size() == 0) {
            line(bytes, from, to, sink);
            return;
        }
        begun.write(bytes, from, to - from);
        int length = begun.size();
        begun.reset();
        line(begun.array(), 0, length, sink);
    }

    private void line(byte[] bytes, int from, int to, Sink sink) throws IOException {
        int start = from;
        if (atStart) {
            atStart = false;
            start += startsWithMark(bytes, from, to) ? BYTE_ORDER_MARK.length : 0;
        }
        if (start == to) {
            dispatch(sink);
            return;
        }
        boolean outside = data.size() == 0 && type.isEmpty();
        if (outside && (bytes[start] == '{' || bytes[start] == '[')) {
            stray(bytes, start, to, sink);
            return;
        }
        int nameEnd = start;
        while (nameEnd < to && bytes[nameEnd] != ':') {
            nameEnd++;
        }
        int value = Math.min(nameEnd + 1, to);
        if (value < to && bytes[value] == ' ') {
            value++;
        }
        if (is(DATA, bytes, start, nameEnd)) {
            data(bytes, value, to);
        } else if (is(EVENT, bytes, start, nameEnd)) {
            forget();
            type = is(typeBefore, bytes, value, to) ? typeBefore : new String(bytes, value, to - value, UTF_8);
            typeBefore = type;
        } else if (is(ERROR, bytes, start, nameEnd)) {
            type = ERROR;
            data(bytes, value, to);
        } else if (brackets.isOpen()) {
            stray(bytes, start, to, sink);
        }
    }

    private void stray(byte[] bytes, int from, int to, Sink sink) throws IOException {
        data.write(bytes, from, to - from);
        data.write('\n');
        if (!brackets.areOpenAfter(bytes, from, to)) {
            brackets.clear();
            int length = data.size();
            data.reset();
            sink.stray(data.array(), length);
        }
    }

    private void data(byte[] bytes, int from, int to) {
        forget();
        data.write(bytes, from, to - from);
        data.write('\n');
    }

    private static boolean startsWithMark(byte[] bytes, int from, int to) {
        int end = from + BYTE_ORDER_MARK.length;
        return end <= to && Arrays.equals(bytes, from, end, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
    }

    /** Whether these bytes are a text; never if that has letters beyond ASCII's. */
    private static boolean is(String text, byte[] bytes, int from, int to) {
        if (to - from != text.length()) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (bytes[i] != text.charAt(i - from)) {
                return false;
            }
        }
        return true;
    }

    /** An event begins: what looked like JSON before it was none. */
    private void forget() {
        if (brackets.isOpen()) {
            brackets.clear();
            data.reset();
        }
    }

    private void dispatch(Sink sink) throws IOException {
        if (brackets.isOpen()) {
            return; // a blank line within JSON
        }
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
    }
}
