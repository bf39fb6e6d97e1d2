package dev.agentharness.model;

/** How much a model is to think before it answers; clients map it to what their provider offers. */
public enum Effort {
    LOW,
    MEDIUM,
    HIGH
}
