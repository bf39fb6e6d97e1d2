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
