package dev.agentharness.cache;

/** How long a part of the context stays as it is. Parts are shown in this order, so that a change costs what is behind it. */
public enum Stability {
    /** The same in every request of every run of a harness: policy, instructions, tools. */
    FIXED,
    /** The same for many turns: what was recalled, the record of what is long past. */
    SLOW,
    /** Grows at its end only: the conversation. */
    RUN,
    /** Another at each request: fresh signals, the budget, the clock. */
    VOLATILE
}
