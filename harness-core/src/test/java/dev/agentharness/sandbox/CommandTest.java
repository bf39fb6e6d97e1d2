package dev.agentharness.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A command")
class CommandTest {

    @Test
    void says_nothing_of_what_it_is_not_told() {
        Command command = Command.of("mvn", "verify");

        assertThat(command.arguments()).containsExactly("mvn", "verify");
        assertThat(command.workingDirectory()).isEmpty();
        assertThat(command.environment()).isEmpty();
        assertThat(command.input()).isEmpty();
        assertThat(command.timeout()).isEmpty();
        assertThat(command.maxOutputBytes()).isEmpty();
    }

    @Test
    void keeps_all_it_is_told_in_any_order() {
        Command command = Command.of("cat")
                .environment("A", "1")
                .maxOutputBytes(10)
                .in("sub")
                .timeout(Duration.ofSeconds(2))
                .input("text")
                .environment("B", "2");

        assertThat(command.workingDirectory()).isEqualTo("sub");
        assertThat(command.environment()).isEqualTo(Map.of("A", "1", "B", "2"));
        assertThat(command.input()).isEqualTo("text");
        assertThat(command.timeout()).contains(Duration.ofSeconds(2));
        assertThat(command.maxOutputBytes()).hasValue(10);
    }

    @Test
    void is_read_by_a_shell_only_when_asked_to() {
        assertThat(Command.shell("a | b").arguments()).containsExactly("sh", "-c", "a | b");
    }

    @Test
    void refuses_a_working_directory_outside_of_the_workspace() {
        for (String outside : List.of("..", "../x", "a/../../x", "/", "/etc")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Command.of("ls").in(outside))
                    .withMessageContaining("'" + outside + "'");
        }
        assertThat(Command.of("ls").in("a/../b").workingDirectory()).isEqualTo("a/../b");
    }

    @Test
    void refuses_what_no_system_could_run() {
        assertThatIllegalArgumentException().isThrownBy(() -> Command.of());
        assertThatIllegalArgumentException().isThrownBy(() -> Command.of(" "));
        assertThatIllegalArgumentException().isThrownBy(() -> Command.of("a", "b\0c"));
        assertThatIllegalArgumentException().isThrownBy(() -> Command.of("a").environment("", "x"));
        assertThatIllegalArgumentException().isThrownBy(() -> Command.of("a").environment("A=B", "x"));
        assertThatIllegalArgumentException().isThrownBy(() -> Command.of("a").environment("A\0", "x"));
        assertThatIllegalArgumentException().isThrownBy(() -> Command.of("a").environment("A", "\0"));
        assertThatIllegalArgumentException().isThrownBy(() -> Command.of("a").timeout(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> Command.of("a").maxOutputBytes(0));
    }

    @Test
    void and_its_session_do_not_print_what_may_be_secret() {
        Command command = Command.of("deploy").environment("KEY", "secret").input("secret");
        SandboxSpec spec =
                SandboxSpec.builder(Path.of("w")).environment("KEY", "secret").build();

        assertThat(command + " " + spec).doesNotContain("secret").contains("deploy");
    }

    @Test
    void gets_finite_limits_from_a_spec_that_says_nothing() {
        SandboxSpec spec = SandboxSpec.of(Path.of("w"));

        assertThat(spec.timeout()).isEqualTo(Duration.ofMinutes(10));
        assertThat(spec.maxOutputBytes()).isEqualTo(1_048_576);
        assertThat(spec.environment()).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SandboxSpec.builder(Path.of("w")).timeout(Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SandboxSpec.builder(Path.of("w")).maxOutputBytes(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SandboxSpec.builder(Path.of("w")).environment("=", ""));
    }
}
