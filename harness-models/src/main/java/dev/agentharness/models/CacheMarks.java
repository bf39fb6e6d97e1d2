package dev.agentharness.models;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;

/**
 * The blocks of a request to Anthropic at whose end its cache is to be filled ("Prompt caching" in its documentation).
 * There may be four marks, and for each the cache is searched for entries at most twenty blocks back: where a turn is
 * longer than that, marks that are left over are put in between.
 */
final class CacheMarks {

    /** Before the closing brace of a block. */
    private static final byte[] MARK =
            ",\"cache_control\":{\"type\":\"ephemeral\"}".getBytes(StandardCharsets.US_ASCII);

    private static final int MOST = 4;
    private static final int LOOKBACK = 20;

    /** How many blocks there are at each mark, counted from the first message. */
    private final TreeSet<Integer> marks = new TreeSet<>();

    private CacheMarks() {}

    /**
     * @param breakpoints as in {@link dev.agentharness.model.ModelRequest#cacheBreakpoints()}; the opening's is marked
     *     by the dialect
     */
    static CacheMarks of(List<Integer> breakpoints, List<EncodedMessage> messages) {
        int[] wanted = blocks(breakpoints, messages);
        CacheMarks marks = new CacheMarks();
        boolean opening = !breakpoints.isEmpty() && breakpoints.get(0) == 0;
        int left = opening ? MOST - 1 : MOST;
        for (int i = wanted.length - 1; i >= 0 && marks.marks.size() < left; i--) {
            if (wanted[i] > 0) {
                marks.marks.add(wanted[i]);
            }
        }
        if (!marks.marks.isEmpty()) {
            marks.fill(left);
        }
        return marks;
    }

    private void fill(int most) {
        int at = marks.last();
        while (marks.size() < most) {
            Integer before = marks.lower(at);
            if (at - (before == null ? 0 : before) > LOOKBACK) {
                at -= LOOKBACK;
                marks.add(at);
            } else if (before == null) {
                return;
            } else {
                at = before;
            }
        }
    }

    /** Breakpoints count messages; this counts the blocks that there are by then. */
    private static int[] blocks(List<Integer> breakpoints, List<EncodedMessage> messages) {
        int[] blocks = new int[breakpoints.size()];
        int next = !breakpoints.isEmpty() && breakpoints.get(0) == 0 ? 1 : 0;
        int counted = 0;
        int before = 0;
        for (EncodedMessage message : messages) {
            for (int upTo : message.messages()) {
                counted++;
                if (next < blocks.length && breakpoints.get(next) == counted) {
                    blocks[next++] = before + upTo;
                }
            }
            before += message.blocks().length;
        }
        return blocks;
    }

    /** Puts the marks in, each into its message. A block that takes none leaves its mark to the one before it. */
    void mark(List<EncodedMessage> messages) {
        int at = messages.size();
        int before = 0;
        for (EncodedMessage message : messages) {
            before += message.blocks().length;
        }
        int marked = -1;
        for (int mark : marks.descendingSet()) { // the order in which messages take them
            while (mark <= before) {
                at--;
                before -= messages.get(at).blocks().length;
            }
            EncodedMessage message = messages.get(at);
            int block = mark - before - 1;
            while (block >= 0 && message.blocks()[block] < 0) {
                block--;
            }
            if (block >= 0 && before + block != marked) {
                messages.set(at, message.marked(block, MARK));
                marked = before + block;
            }
        }
    }
}
