package dev.agentharness.instruction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.agentharness.run.Stamps;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Instructions")
class InstructionsTest {

    @TempDir
    Path temp;

    @Test
    void that_are_a_text_are_that_text_and_nothing_else() {
        Instructions instructions = Instructions.of("Be brief.");

        assertThat(instructions.text()).isEqualTo("Be brief.");
        assertThat(instructions.sources()).isEmpty();
    }

    @Test
    void put_the_policy_first_then_the_nearer_file_behind_the_farther_then_the_spec() {
        Folder folder = new Folder(temp)
                .with("policy.md", Folder.POLICY)
                .with("AGENTS.md", "Farthest.\n")
                .with("a/b/AGENTS.md", "Nearest.\n")
                .with("a/other/AGENTS.md", "Not on the way.\n")
                .with("clerk.md", Folder.SPEC);

        Instructions instructions = folder.instructions()
                .spec("clerk.md")
                .agents("a/b")
                .policy("policy.md")
                .build();

        assertThat(instructions.text())
                .containsSubsequence(
                        "The policy holds above all else.",
                        "the later one wins: a nearer AGENTS.md comes after those above it",
                        "Never promise a refund.",
                        "Farthest.",
                        "Nearest.",
                        "Answer letters.")
                .doesNotContain("Not on the way.");
        assertThat(instructions.sources())
                .extracting(Stamps.Source::file)
                .containsExactly("policy.md", "AGENTS.md", "a/b/AGENTS.md", "clerk.md");
    }

    @Test
    void carry_name_version_and_hash_of_each_file_and_the_hash_of_all_in_the_prompt() throws Exception {
        Folder folder = new Folder(temp).with("policy.md", Folder.POLICY).with("AGENTS.md", "Use British English.");

        Instructions instructions =
                folder.instructions().policy("policy.md").agents("").build();

        String policy = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(Folder.POLICY.getBytes(StandardCharsets.UTF_8)));
        assertThat(instructions.sources().get(0))
                .isEqualTo(new Stamps.Source("policy", "acme-policy", "3", "policy.md", policy));
        assertThat(instructions.sources().get(1))
                .hasToString(
                        "AGENTS.md " + instructions.sources().get(1).sha256().substring(0, 12));
        assertThat(instructions.text())
                .contains(
                        "<instructions kind=\"policy\" name=\"acme-policy\" version=\"3\" file=\"policy.md\" sha256=\""
                                + policy + "\">\nNever promise a refund.\n</instructions>\n")
                .contains("Use British English.\n</instructions>\n")
                .endsWith("[Instructions " + instructions.sha256() + "]\n");
    }

    @Test
    void are_the_same_wherever_the_files_lie_and_in_whatever_order_they_are_named() {
        Folder one = everything(new Folder(temp.resolve("one")));
        Folder other = everything(new Folder(temp.resolve("elsewhere/other")));

        Instructions first = one.instructions()
                .policy("policy.md")
                .agents("sub")
                .spec("clerk.md")
                .skills("skills")
                .variable("firm", "Acme")
                .variable("tone", "dry")
                .build();
        Instructions second = other.instructions()
                .variable("tone", "dry")
                .variable("firm", "Acme")
                .skills("skills")
                .spec("clerk.md")
                .agents("./sub/../sub")
                .policy("policy.md")
                .build();

        assertThat(second.text()).isEqualTo(first.text());
        assertThat(second).isEqualTo(first).hasSameHashCodeAs(first);
    }

    private static Folder everything(Folder folder) {
        return folder.with("policy.md", Folder.POLICY)
                .with("AGENTS.md", "Far.")
                .with("sub/AGENTS.md", "Near.")
                .with(
                        "clerk.md",
                        "---\nname: clerk\nversion: 1\nvariables: [firm, tone]\n---\nFor {{firm}}, {{ tone }}.")
                .with("skills/z/SKILL.md", "---\nname: z\ndescription: Last\n---\nZ.")
                .with("skills/a/SKILL.md", "---\nname: a\ndescription: First\n---\nA.");
    }

    @Test
    void have_another_hash_when_a_skill_changes_that_is_not_in_the_prompt() {
        Folder folder = everything(new Folder(temp));
        Instructions.Builder builder = folder.instructions().agents("").skills("skills");
        Instructions before = builder.build();

        folder.with("skills/a/SKILL.md", "---\nname: a\ndescription: First\n---\nB.");

        assertThat(builder.build().sha256()).isNotEqualTo(before.sha256());
    }

    @Test
    void keep_every_byte_of_a_body() {
        Folder folder = new Folder(temp).with("AGENTS.md", "a\r\n\r\n  b\t\n{{c}} é 👩‍💻\n\n");

        String text = folder.instructions().agents("").build().text();

        assertThat(text).contains("\">\na\r\n\r\n  b\t\n{{c}} é 👩‍💻\n\n</instructions>");
    }

    @Test
    void do_not_change_when_a_file_does() {
        Folder folder = new Folder(temp).with("AGENTS.md", "Before.");
        Instructions instructions = folder.instructions().agents("").build();

        folder.with("AGENTS.md", "After.");

        assertThat(instructions.text()).contains("Before.");
    }

    @Test
    void put_what_a_file_includes_before_it_and_each_file_once() {
        Folder folder = new Folder(temp)
                .with("specs/clerk.md", "---\nname: clerk\nversion: 1\ninclude: [../parts/tone.md, a.md]\n---\nClerk.")
                .with("specs/a.md", "---\ninclude:\n  - ../parts/tone.md\n---\nA.")
                .with("parts/tone.md", "Tone.");

        Instructions instructions = folder.instructions().spec("specs/clerk.md").build();

        assertThat(instructions.text()).containsSubsequence("Tone.", "A.", "Clerk.");
        assertThat(instructions.sources())
                .extracting(Stamps.Source::file)
                .containsExactly("parts/tone.md", "specs/a.md", "specs/clerk.md");
    }

    @Test
    void put_values_in_once_and_only_where_they_are_declared() {
        Folder folder = new Folder(temp)
                .with("AGENTS.md", "Literally {{firm}}.")
                .with("clerk.md", "---\nname: clerk\nversion: 1\nvariables: [firm]\n---\nFor {{firm}} $1.");

        String text = folder.instructions()
                .agents("")
                .spec("clerk.md")
                .variable("firm", "{{firm}} & Sons \\$")
                .build()
                .text();

        assertThat(text).contains("Literally {{firm}}.").contains("For {{firm}} & Sons \\$ $1.");
    }

    @Test
    void say_what_a_task_gives_what_the_answer_holds_and_when_to_escalate() {
        Folder folder = new Folder(temp).with("clerk.md", """
                ---
                name: clerk
                version: 1
                inputs:
                  - letter that is to be answered
                  - language
                outputs: ["the reply, ready to send"]
                escalate-when:
                - the letter threatens to sue
                ---
                Answer letters.""");

        Instructions instructions = folder.instructions().spec("clerk.md").build();

        assertThat(instructions.text()).contains("""
                Answer letters.
                The task gives:
                - letter: that is to be answered
                - language

                The answer holds:
                - the reply, ready to send

                Escalate to a person, and do not go on, when:
                - the letter threatens to sue
                </instructions>
                """);
        assertThat(instructions.inputs())
                .containsEntry("letter", "that is to be answered")
                .containsKey("language");
    }

    @Test
    void offer_skills_by_their_descriptions_in_the_order_of_their_names() {
        Instructions instructions = everything(new Folder(temp))
                .instructions()
                .agents("")
                .skills("skills")
                .build();

        assertThat(instructions.text())
                .contains("before you do what it is for:\n- a: First\n- z: Last\n")
                .doesNotContain("Z.");
        assertThat(instructions.sources()).extracting(Stamps.Source::kind).containsExactly("agents", "skill", "skill");
    }

    @Test
    void are_refused_with_a_value_that_no_file_asks_for() {
        Folder folder = new Folder(temp).with("AGENTS.md", "For {{firm}}.");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> folder.instructions()
                        .agents("")
                        .variable("firm", "Acme")
                        .build())
                .withMessage("no file declares the variables [firm]");
    }

    @Test
    void are_not_made_of_nothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Instructions.builder(temp).build())
                .withMessageContaining("no file");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Instructions.builder(temp.resolve("none")).build())
                .withMessageContaining("none");
    }
}
