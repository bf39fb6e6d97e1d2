package dev.agentharness.instruction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A lock")
class InstructionLockTest {

    @TempDir
    Path temp;

    private Folder folder;
    private InstructionLock accepted;

    @BeforeEach
    void accept() {
        folder = new Folder(temp).with("policy.md", Folder.POLICY).with("AGENTS.md", "Agents.");
        accepted = now();
    }

    private InstructionLock now() {
        return InstructionLock.of(
                folder.instructions().policy("policy.md").agents("").build());
    }

    @Test
    void is_read_as_it_was_written() throws IOException {
        Path file = temp.resolve("instructions.lock");

        accepted.write(file);

        assertThat(InstructionLock.read(file)).isEqualTo(accepted);
        assertThat(file).content().contains(" 3 policy.md\n").contains(" - AGENTS.md\n");
        assertThat(accepted.changesTo(now())).isEmpty();
    }

    @Test
    void names_the_file_that_changed_and_its_versions() {
        folder.with("policy.md", Folder.POLICY.replace("Never", "Always"));
        assertThat(accepted.changesTo(now())).containsExactly("policy.md: this prompt changed from v3 to ?");

        folder.with("policy.md", Folder.POLICY.replace("Never", "Always").replace("3", "4"));
        assertThat(accepted.changesTo(now())).containsExactly("policy.md: this prompt changed from v3 to v4");

        folder.with("policy.md", Folder.POLICY).with("AGENTS.md", "Agents!");
        assertThat(accepted.changesTo(now())).containsExactly("AGENTS.md: this prompt changed from ? to ?");
    }

    @Test
    void names_files_that_are_new_or_gone() {
        Instructions other = folder.with("clerk.md", Folder.SPEC)
                .instructions()
                .policy("policy.md")
                .spec("clerk.md")
                .build();

        assertThat(accepted.changesTo(InstructionLock.of(other)))
                .containsExactly("AGENTS.md: this prompt, ?, is gone", "clerk.md: this prompt, v1.2, is new");
    }

    @Test
    void notices_another_order_or_value_although_no_file_changed() {
        folder.with("a.md", "---\nname: a\nversion: 1\nvariables: [x]\n---\n{{x}}")
                .with("b.md", "---\nname: b\nversion: 1\n---\nB");
        InstructionLock before =
                lock(folder.instructions().spec("a.md").spec("b.md").variable("x", "1"));

        assertThat(before.changesTo(
                        lock(folder.instructions().spec("b.md").spec("a.md").variable("x", "1"))))
                .singleElement()
                .asString()
                .startsWith("no file changed");
        assertThat(before.changesTo(
                        lock(folder.instructions().spec("a.md").spec("b.md").variable("x", "2"))))
                .hasSize(1);
    }

    private static InstructionLock lock(Instructions.Builder builder) {
        return InstructionLock.of(builder.build());
    }

    @Test
    void is_refused_where_a_merge_left_its_marks() throws IOException {
        Path file = temp.resolve("instructions.lock");
        Files.writeString(file, "# head\n<<<<<<< ours\n" + accepted);

        assertThatThrownBy(() -> InstructionLock.read(file))
                .isInstanceOf(InstructionException.class)
                .hasMessageContaining("instructions.lock:2: not a line of a lock: <<<<<<< ours");
    }
}
