package dev.agentharness.cache;

import java.util.Objects;

/**
 * Where a request departs from the beginning that it should share with the one before it.
 *
 * @param section the first part that changed
 * @param before a fingerprint of what it was; empty if it is new
 * @param after a fingerprint of what it is; empty if it is gone
 * @param tokensLost about how many tokens the provider can no longer serve from its cache: the share of the earlier
 *     request's stable text that stood at or behind the change, of the tokens that the provider had cached
 */
public record PrefixBreak(String section, String before, String after, long tokensLost) {
    public PrefixBreak {
        Objects.requireNonNull(section, "section");
        Objects.requireNonNull(before, "before");
        Objects.requireNonNull(after, "after");
    }
}
