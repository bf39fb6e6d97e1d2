package dev.agentharness.models;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * The blocks of a request to Anthropic at whose end its cache is to be filled ("Prompt caching" in its documentation).
 * There may be four marks, and for each the cache is searched for entries at most twenty blocks back: where a turn is
 * longer than that, marks that are left over are put in between.
 */
final class CacheMarks {

    /** In the place of a block's closing brace. */
    private static final byte[] MARK =
            ",\"cache_control\":{\"type\":\"ephemeral\"}".getBytes(StandardCharsets.US_ASCII);

    private static final int MOST = 4;
    private static final int LOOKBACK = 20;

    /** How many blocks there are at each mark, counted from the first message. */
    private final TreeSet<Integer> marks = new TreeSet<>();

    private CacheMarks() {}

    static CacheMarks none() {
        return new CacheMarks();
    }

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
        List<Integer> atMessage = new ArrayList<>();
        int before = 0;
        for (EncodedMessage message : messages) {
            for (int blocks : message.messages()) {
                atMessage.add(before + blocks);
            }
            before += message.blocks().length;
        }
        return breakpoints.stream()
                .mapToInt(count -> count == 0 ? 0 : atMessage.get(count - 1))
                .toArray();
    }

    /** Adds a message with the marks that fall into it. A block that takes none leaves its mark to the one before it. */
    void add(EncodedMessage message, int blocksBefore, GatheredBody body) {
        if (marks.isEmpty()) {
            body.add(message.json());
            return;
        }
        int written = 0;
        for (int mark : marks.subSet(blocksBefore, false, blocksBefore + message.blocks().length, true)) {
            int block = mark - blocksBefore - 1;
            while (block >= 0 && message.blocks()[block] < 0) {
                block--;
            }
            if (block >= 0 && message.blocks()[block] > written) {
                body.add(Arrays.copyOfRange(message.json(), written, message.blocks()[block]))
                        .add(MARK);
                written = message.blocks()[block];
            }
        }
        body.add(written == 0 ? message.json() : Arrays.copyOfRange(message.json(), written, message.json().length));
    }
}
