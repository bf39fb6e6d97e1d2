package dev.agentharness.models;

import java.io.IOException;
import okio.BufferedSink;

/** Neighbouring messages of one role in a provider's JSON: elements of an array, with commas between. Immutable. */
final class EncodedMessage {

    private static final int[] NONE = {};
    private static final byte[] NO_MARK = {};

    private final byte[] json;
    private final int[] blocks;
    private final int[] messages;
    /** Where the mark is put in, in order. */
    private final int[] marked;

    private final byte[] mark;

    private EncodedMessage(byte[] json, int[] blocks, int[] messages, int[] marked, byte[] mark) {
        this.json = json;
        this.blocks = blocks;
        this.messages = messages;
        this.marked = marked;
        this.mark = mark;
    }

    /**
     * @param json in UTF-8; empty if there is nothing to be sent
     * @param blocks where the closing brace of each block of content is, or -1 for a block that takes no cache mark
     * @param messages how many of the blocks there are at the end of each of the messages that became one here
     */
    EncodedMessage(byte[] json, int[] blocks, int[] messages) {
        this(json, blocks, messages, NONE, NO_MARK);
    }

    /** A message that nobody needs to know the blocks of. */
    static EncodedMessage of(byte[] json) {
        return new EncodedMessage(json, NONE, NONE);
    }

    /** The same with a mark at the end of a block, which stands before all that have the mark already. */
    EncodedMessage marked(int block, byte[] by) {
        int[] all = new int[marked.length + 1];
        all[0] = blocks[block];
        System.arraycopy(marked, 0, all, 1, marked.length);
        return new EncodedMessage(json, blocks, messages, all, by);
    }

    boolean isEmpty() {
        return json.length == 0;
    }

    /** How many bytes it is. */
    long length() {
        return json.length + (long) marked.length * mark.length;
    }

    void writeTo(BufferedSink sink) throws IOException {
        int written = 0;
        for (int at : marked) {
            sink.write(json, written, at - written).write(mark);
            written = at;
        }
        sink.write(json, written, json.length - written);
    }

    int[] blocks() {
        return blocks;
    }

    int[] messages() {
        return messages;
    }
}
