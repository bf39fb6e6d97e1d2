package dev.agentharness.memory;

/** Whose word an entry is, from the least trusted to the most. */
public enum Trust {
    /** A run wrote it after it had been shown what outsiders wrote. */
    OUTSIDER,
    /** A run wrote it that had seen nothing of outsiders. */
    RUN,
    /** A person wrote or approved it. */
    PERSON
}
