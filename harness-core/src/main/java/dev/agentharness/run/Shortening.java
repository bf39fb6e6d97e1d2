package dev.agentharness.run;

import dev.agentharness.model.Content;
import java.util.List;
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
 * @param sealed what stands before the record: the same part as only its provider can read it; empty if nothing does
 * @param opened whether what a sealed record stands for is first put back in its place
 * @param remark what is worth knowing besides; empty if nothing
 */
public record Shortening(
        String by,
        Map<String, String> cleared,
        int summarised,
        Optional<Episode> episode,
        List<Content.Opaque> sealed,
        boolean opened,
        String remark) {

    public Shortening {
        Objects.requireNonNull(by, "by");
        cleared = Map.copyOf(cleared);
        sealed = List.copyOf(sealed);
        Objects.requireNonNull(remark, "remark");
        if (summarised < 0 || (summarised > 0 && episode.isEmpty())) {
            throw new IllegalArgumentException("messages give way to an episode only: " + summarised + " to none");
        }
        if (!sealed.isEmpty() && summarised == 0) {
            throw new IllegalArgumentException("a sealed record stands for messages, but none gives way");
        }
    }

    /** Results that give way to a few words. */
    public static Shortening clearing(String by, Map<String, String> cleared) {
        return new Shortening(by, cleared, 0, Optional.empty(), List.of(), false, "");
    }

    /** Messages that give way to a record. */
    public static Shortening summarising(String by, int messages, Episode episode) {
        return new Shortening(by, Map.of(), messages, Optional.of(episode), List.of(), false, "");
    }

    /** Messages that give way to what only their provider can read, and beside it to what everybody can. */
    public static Shortening sealing(String by, int messages, List<Content.Opaque> sealed, Episode beside) {
        return new Shortening(by, Map.of(), messages, Optional.of(beside), sealed, false, "");
    }

    /** A sealed record that gives way to the messages it stands for: the conversation becomes longer. */
    public static Shortening opening(String by) {
        return new Shortening(by, Map.of(), 0, Optional.empty(), List.of(), true, "");
    }

    /** With a remark. */
    public Shortening remarking(String words) {
        return new Shortening(by, cleared, summarised, episode, sealed, opened, words);
    }
}
