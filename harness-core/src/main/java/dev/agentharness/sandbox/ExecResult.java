package dev.agentharness.sandbox;

import java.time.Duration;
import java.util.Objects;

/**
 * What came of a command.
 *
 * @param exitCode as the command gave it; 128 and the signal's number if a signal ended it
 * @param output what it wrote to its standard output and error, in the order of writing; in the middle of a longer one is
 *     said how much is left out
 * @param timedOut whether it was killed because its time was up; the exit code means nothing then
 * @param truncated whether the middle of the output is left out
 * @param time how long it took
 */
public record ExecResult(int exitCode, String output, boolean timedOut, boolean truncated, Duration time) {

    public ExecResult {
        Objects.requireNonNull(output, "output");
        Objects.requireNonNull(time, "time");
    }

    /** Whether the command ended by itself, with exit code 0. */
    public boolean isSuccess() {
        return exitCode == 0 && !timedOut;
    }
}
