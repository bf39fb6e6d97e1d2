package dev.agentharness.instruction;

/**
 * A line of a file: where somebody who mends it has to look.
 *
 * @param line counted from 1
 */
record Place(String file, int line) {

    InstructionException refused(String problem) {
        return new InstructionException(file, line, problem);
    }

    /** The same, for a fault that has a cause of its own. */
    InstructionException refused(String problem, Exception cause) {
        InstructionException refused = refused(problem);
        refused.initCause(cause);
        return refused;
    }
}
