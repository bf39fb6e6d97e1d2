package dev.agentharness.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentharness.instruction.InstructionLock;
import dev.agentharness.instruction.Instructions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@DisplayName("A test of the prompts")
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class InstructionsAssertTest {

    @TempDir
    Path temp;

    private Path lock;

    @BeforeEach
    void accept() throws IOException {
        lock = temp.resolve("instructions.lock");
        write("version: 3", "Never promise a refund.");
        InstructionLock.of(instructions()).write(lock);
    }

    private void write(String version, String body) throws IOException {
        Files.writeString(temp.resolve("clerk.md"), "---\nname: clerk\n" + version + "\n---\n" + body);
    }

    private Instructions instructions() {
        return Instructions.builder(temp).spec("clerk.md").build();
    }

    private void check() {
        InstructionsAssert.assertThat(instructions()).matchesLock(lock);
    }

    @Test
    void passes_while_nothing_changes() {
        check();
    }

    @Test
    void fails_when_a_prompt_changes_and_its_version_does_not() throws IOException {
        write("version: 3", "Never promise a refund!");

        assertThatThrownBy(this::check)
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith(
                        "clerk.md: this prompt changed from v3 to ?: run the evals, then accept\nRunning this test with ")
                .hasMessageContaining("-Dharness.instructions.accept=true")
                .hasMessageEndingWith(lock.toString());
    }

    @Test
    void fails_when_the_version_changes_too() throws IOException {
        write("version: 4", "Never promise a refund, 100 % sure.");

        assertThatThrownBy(this::check)
                .hasMessageStartingWith("clerk.md: this prompt changed from v3 to v4: run the evals, then accept");
    }

    @Test
    void fails_when_nothing_was_ever_accepted() throws IOException {
        Files.delete(lock);

        assertThatThrownBy(this::check).isInstanceOf(AssertionError.class).hasMessageContaining("there is no " + lock);
    }

    @Test
    void accepts_when_it_is_told_to() throws IOException {
        write("version: 4", "Always promise a refund.");

        System.setProperty(InstructionsAssert.ACCEPT, "true");
        try {
            check();
        } finally {
            System.clearProperty(InstructionsAssert.ACCEPT);
        }

        check();
        assertThat(lock).content().contains(" 4 clerk.md");
    }
}
