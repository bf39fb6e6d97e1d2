package dev.agentharness.model;

/** What running a tool does to the world, and so whether it may be run twice. */
public enum Effect {
    /** It changes nothing: may run again, and beside others like it. */
    READ_ONLY,
    /** It changes something, but twice is the same as once. */
    IDEMPOTENT,
    /** Twice is not the same as once: never repeated silently. */
    NON_IDEMPOTENT
}
