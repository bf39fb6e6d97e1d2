package dev.agentharness.tools.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentharness.model.Effect;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.sandbox.Command;
import dev.agentharness.sandbox.ExecResult;
import dev.agentharness.sandbox.SandboxSession;
import dev.agentharness.tools.ToolCalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Shell tools")
class ShellToolsTest {

    @TempDir
    private Path workspace;

    private LocalSession session;

    @BeforeEach
    void open() {
        session = new LocalSession(workspace);
    }

    @Test
    @DisplayName("say the worst of themselves, and leave the session time to end a command first")
    void specs() {
        assertThat(List.of(ShellTools.shell(session), ShellTools.programs(session, "ls")))
                .extracting(tool -> tool.spec())
                .allSatisfy(spec -> {
                    assertThat(spec.effect()).isEqualTo(Effect.NON_IDEMPOTENT);
                    assertThat(spec.risk()).isEqualTo(Risk.DESTRUCTIVE);
                    assertThat(spec.untrusted()).isTrue();
                    assertThat(spec.timeout()).isGreaterThan(CommandTool.LONGEST);
                    assertThat(spec.scopes()).contains("files");
                });
        assertThat(ShellTools.programs(session, "mvn", "git").spec().inputSchema())
                .contains("[\"git\",\"mvn\"]");
    }

    @Test
    @DisplayName("run a line with sh, and tell exit code and output: a failure is what was asked for, and no error")
    void shell() throws Exception {
        ToolOutput output = ToolCalls.call(ShellTools.shell(session), Map.of("command", "echo one | tr o 0; exit 3"));

        assertThat(ToolCalls.text(output)).isEqualTo("exit code 3\n0ne\n");
        assertThat(output.error()).isFalse();
        assertThat(ToolCalls.text(ToolCalls.call(ShellTools.shell(session), Map.of("command", "true"))))
                .isEqualTo("exit code 0\n(no output)");
    }

    @Test
    @DisplayName("run a program of the list, in a folder of the workspace")
    void program() throws Exception {
        Files.createDirectory(workspace.resolve("sub"));

        ToolOutput output =
                ToolCalls.call(ShellTools.programs(session, "pwd"), Map.of("program", "pwd", "folder", "sub"));

        assertThat(ToolCalls.text(output)).endsWith("/sub\n");
    }

    @Test
    @DisplayName("limit time and output of each command")
    void limits() throws Exception {
        ToolCalls.call(ShellTools.shell(session), Map.of("command", "true"));
        ToolCalls.call(ShellTools.shell(session), Map.of("command", "true", "seconds", 5));

        assertThat(session.commands().get(0).timeout()).contains(Duration.ofMinutes(2));
        assertThat(session.commands().get(1).timeout()).contains(Duration.ofSeconds(5));
        assertThat(session.commands())
                .allMatch(command -> command.maxOutputBytes().orElseThrow() < 30_000);
    }

    @Test
    @DisplayName("tell that a command was stopped, and what it had printed")
    void timedOut() throws Exception {
        SandboxSession slow = new SandboxSession() {
            @Override
            public ExecResult exec(Command command) {
                return new ExecResult(0, "so far", true, false, Duration.ofSeconds(7));
            }

            @Override
            public void close() {}
        };

        assertThat(ToolCalls.text(ToolCalls.call(ShellTools.shell(slow), Map.of("command", "sleep 9"))))
                .isEqualTo("stopped, because it took longer than 7 seconds\nso far");
    }

    @Test
    @DisplayName("refuse names of programs that are none, when they are built")
    void names() {
        assertThatThrownBy(() -> ShellTools.programs(session, "rm -rf")).hasMessageContaining("rm -rf");
    }
}
