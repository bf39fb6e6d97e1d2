package dev.agentharness.budget;

/** Who has a scope for its own. */
public enum Owner {
    /** One run, with what it delegates. */
    RUN,
    /** One session, whose tasks run one after the other. */
    SESSION,
    /** Nobody: any number of runs may share it, as those of a tenant do. */
    NOBODY
}
