package dev.agentharness.run;

/**
 * What is known of a conversation's size: its length, and what the provider counted.
 *
 * @param tokens what the provider counted for the first {@code messages}; 0 if it has counted none
 * @param messages how many messages these tokens are for
 * @param countedLength how long those messages are, in characters
 * @param length how long all messages are, in characters
 * @param promptLength how long all else is that the model is shown, in characters
 * @param rate tokens for a character, as last counted
 */
record Counted(long tokens, int messages, long countedLength, long length, long promptLength, double rate) {

    /** More than English takes, before anything is counted. */
    private static final double UNCOUNTED = 0.3;

    static Counted nothing(long length, long promptLength) {
        return new Counted(0, 0, 0, length, promptLength, UNCOUNTED);
    }

    Counted longer(long characters) {
        return new Counted(tokens, messages, countedLength, length + characters, promptLength, rate);
    }

    Counted as(long counted, int ofMessages) {
        double perCharacter = (double) counted / Math.max(1, length + promptLength);
        return new Counted(counted, ofMessages, length, length, promptLength, Math.min(1, perCharacter));
    }

    /** The rate stays, the count is gone. */
    Counted forgotten(long newLength) {
        return new Counted(0, 0, 0, newLength, promptLength, rate);
    }

    /** About how many tokens all of it is. */
    long estimate() {
        return messages > 0
                ? tokens + Math.round((length - countedLength) * rate)
                : Math.round((length + promptLength) * rate);
    }
}
