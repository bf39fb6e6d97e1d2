package dev.agentharness.memory;

/** What sort of thing is remembered. */
public enum MemoryKind {
    /** What happened: an experience of one run. */
    EPISODIC,
    /** What is so: a fact that other runs may rely on once they have verified it. */
    SEMANTIC,
    /** How a thing is done: the kind that steers runs the most, and so the one worth poisoning. */
    PROCEDURAL
}
