package dev.agentharness.run;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One way in which a conversation is made shorter. Whatever it takes away stays in the journal.
 *
 * @param by what did it
 * @param cleared calls whose results give way to a few words, with these words
 * @param summarised how many messages from the beginning give way to the episode; the task and whatever else is pinned
 *     stay as they are
 * @param episode the record of all that is no longer shown, earlier records included; there is one if messages give way
 * @param remark what is worth knowing besides; empty if nothing
 */
public record Shortening(
        String by, Map<String, String> cleared, int summarised, Optional<Episode> episode, String remark) {

    public Shortening {
        Objects.requireNonNull(by, "by");
        cleared = Map.copyOf(cleared);
        Objects.requireNonNull(remark, "remark");
        if (summarised < 0 || (summarised > 0 && episode.isEmpty())) {
            throw new IllegalArgumentException("messages give way to an episode only: " + summarised + " to none");
        }
    }

    /** Results that give way to a few words. */
    public static Shortening clearing(String by, Map<String, String> cleared) {
        return new Shortening(by, cleared, 0, Optional.empty(), "");
    }

    /** Messages that give way to a record. */
    public static Shortening summarising(String by, int messages, Episode episode) {
        return new Shortening(by, Map.of(), messages, Optional.of(episode), "");
    }

    /** With a remark. */
    public Shortening remarking(String words) {
        return new Shortening(by, cleared, summarised, episode, words);
    }
}
