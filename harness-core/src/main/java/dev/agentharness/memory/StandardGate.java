package dev.agentharness.memory;

import java.util.List;

/** The rules of a memory that names no gate. */
final class StandardGate {

    /** What is cheap to say comes first; a pattern is never matched against a text without end. */
    static final List<MemoryGate> RULES = List.of(
            MemoryGate.noLongerThan(2_000),
            MemoryGate.atMostPerRun(50),
            MemoryGate.nothingHidden(),
            MemoryGate.noInstructions(),
            MemoryGate.noSecrets(),
            MemoryGate.pinsHold(),
            MemoryGate.taintedWaits(),
            MemoryGate.lessTrustedWaits());

    private StandardGate() {}

    static MemoryGate of(List<MemoryGate> rules) {
        return rules.stream().reduce(MemoryGate::and).orElseThrow();
    }
}
