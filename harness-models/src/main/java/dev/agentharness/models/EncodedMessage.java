package dev.agentharness.models;

/** Neighbouring messages of one role in a provider's JSON: elements of an array, with commas between. Immutable. */
final class EncodedMessage {

    private static final int[] UNKNOWN = {};

    private final byte[] json;
    private final int[] blocks;
    private final int[] messages;

    /**
     * @param json in UTF-8; empty if there is nothing to be sent
     * @param blocks where the closing brace of each block of content is, or -1 for a block that takes no cache mark
     * @param messages how many of the blocks there are at the end of each of the messages that became one here
     */
    EncodedMessage(byte[] json, int[] blocks, int[] messages) {
        this.json = json;
        this.blocks = blocks;
        this.messages = messages;
    }

    /** A message that nobody needs to know the blocks of. */
    static EncodedMessage of(byte[] json) {
        return new EncodedMessage(json, UNKNOWN, UNKNOWN);
    }

    /** The same with more JSON in it; the blocks are known up to there only. */
    EncodedMessage with(byte[] more, int at) {
        byte[] all = new byte[json.length + more.length];
        System.arraycopy(json, 0, all, 0, at);
        System.arraycopy(more, 0, all, at, more.length);
        System.arraycopy(json, at, all, at + more.length, json.length - at);
        return new EncodedMessage(all, blocks, messages);
    }

    boolean isEmpty() {
        return json.length == 0;
    }

    byte[] json() {
        return json;
    }

    int[] blocks() {
        return blocks;
    }

    int[] messages() {
        return messages;
    }
}
