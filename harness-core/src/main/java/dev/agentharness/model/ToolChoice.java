package dev.agentharness.model;

/** Whether a model may, must or must not call a tool in its next message. */
public enum ToolChoice {
    AUTO,
    REQUIRED,
    NONE
}
