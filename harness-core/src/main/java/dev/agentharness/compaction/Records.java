package dev.agentharness.compaction;

import dev.agentharness.run.Episode;
import dev.agentharness.run.RunState;

/** How a record is carried on from one compaction to the next. */
final class Records {

    /** A record of so many characters is never cut: short conversations have room for it. */
    private static final long SMALL = 16_000;

    private Records() {}

    /** With what was recorded before; a record that fills the conversation it stands in would leave no room. */
    static Episode carriedOn(Episode record, RunState state) {
        return state.episode().map(before -> before.then(record)).orElse(record).within((int)
                Math.min(Integer.MAX_VALUE, Math.max(SMALL, state.contextLength() / 2)));
    }
}
