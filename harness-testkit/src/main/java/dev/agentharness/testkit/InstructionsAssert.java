package dev.agentharness.testkit;

import dev.agentharness.instruction.InstructionLock;
import dev.agentharness.instruction.Instructions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions about instructions.
 *
 * <pre>{@code
 * @Test
 * void prompts_are_those_that_were_accepted() {
 *     InstructionsAssert.assertThat(Support.instructions()).matchesLock(Path.of("instructions/instructions.lock"));
 * }
 * }</pre>
 */
public final class InstructionsAssert extends AbstractAssert<InstructionsAssert, Instructions> {

    /** The system property that has {@link #matchesLock} accept what there is, where it is {@code true}. */
    public static final String ACCEPT = "harness.instructions.accept";

    private InstructionsAssert(Instructions actual) {
        super(actual, InstructionsAssert.class);
    }

    public static InstructionsAssert assertThat(Instructions actual) {
        return new InstructionsAssert(actual);
    }

    /**
     * Verifies that no prompt changed since the lock was written. With {@code -Dharness.instructions.accept=true} it writes
     * the lock instead, for whoever has run the evals.
     *
     * @throws AssertionError naming each file that changed, or if there is no lock
     */
    public InstructionsAssert matchesLock(Path lock) {
        isNotNull();
        InstructionLock now = InstructionLock.of(actual);
        try {
            if (Boolean.getBoolean(ACCEPT)) {
                now.write(lock);
            } else if (Files.exists(lock)) {
                refuse(InstructionLock.read(lock).changesTo(now), lock);
            } else {
                refuse(List.of("no prompt was accepted yet: there is no " + lock), lock);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the lock of the instructions cannot be read or written: " + lock, e);
        }
        return this;
    }

    private void refuse(List<String> changes, Path lock) {
        if (!changes.isEmpty()) {
            failWithMessage(
                    "%s",
                    changes.stream()
                            .map(change -> change + ": run the evals, then accept")
                            .collect(Collectors.joining(
                                    "\n",
                                    "",
                                    "\nRunning this test with -D" + ACCEPT + "=true accepts: it writes " + lock)));
        }
    }
}
