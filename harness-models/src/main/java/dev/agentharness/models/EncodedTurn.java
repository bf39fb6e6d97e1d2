package dev.agentharness.models;

/** One turn of a conversation in a provider's JSON: elements of an array, with commas between them. Immutable. */
final class EncodedTurn {

    private static final int[] UNKNOWN = {};

    private final byte[] json;
    private final int[] blocks;
    private final int[] messages;

    /**
     * @param json in UTF-8; empty if there is nothing to be sent
     * @param blocks where the closing brace of each block of content is, or -1 for a block that takes no cache mark
     * @param messages how many of the blocks there are at the end of each message that the turn was made of
     */
    EncodedTurn(byte[] json, int[] blocks, int[] messages) {
        this.json = json;
        this.blocks = blocks;
        this.messages = messages;
    }

    /** A turn that nobody needs to know the blocks of. */
    static EncodedTurn of(byte[] json) {
        return new EncodedTurn(json, UNKNOWN, UNKNOWN);
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
