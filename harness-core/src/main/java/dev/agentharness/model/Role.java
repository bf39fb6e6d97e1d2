package dev.agentharness.model;

/** Who says a message. Instructions are no message but a part of the {@link ModelRequest}. */
public enum Role {
    /** The person, or the harness: tasks, tool results, nudges. */
    USER,
    /** The model. */
    ASSISTANT
}
