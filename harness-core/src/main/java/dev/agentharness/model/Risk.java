package dev.agentharness.model;

/** What a tool can damage, from the least to the worst. Declared by whoever offers the tool, never by the model. */
public enum Risk {
    NONE,
    /** It reads what belongs to the house. */
    INTERNAL_READ,
    /** It reads what others wrote: its results are not to be trusted. */
    EXTERNAL_READ,
    WRITE,
    FINANCIAL,
    DESTRUCTIVE
}
