package dev.agentharness.models;

import dev.agentharness.model.Usage;

/** Token counts as providers report them: perhaps missing, negative, absurd, or a part larger than its whole. */
final class Tokens {

    static final long UNKNOWN = -1;

    private static final double ABSURD = 1e12;

    private Tokens() {}

    /** A count, or {@code otherwise} if there is none that makes sense. */
    static long count(Node parent, String name, long otherwise) {
        double count = parent.get(name).number(UNKNOWN);
        return count >= 0 && count < ABSURD ? (long) count : otherwise;
    }

    /** The counts with each part cut down to its whole; an unknown part is zero. */
    static Usage usage(long input, long output, long cacheRead, long cacheWrite, long cacheWriteHour, long reasoning) {
        long read = part(cacheRead, input);
        long write = part(cacheWrite, input - read);
        return new Usage(input, output, read, write, part(cacheWriteHour, write), part(reasoning, output));
    }

    private static long part(long count, long whole) {
        return Math.max(0, Math.min(count, whole));
    }
}
