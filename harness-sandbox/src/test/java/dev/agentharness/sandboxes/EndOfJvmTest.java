package dev.agentharness.sandboxes;

import static dev.agentharness.sandboxes.Processes.isAlive;
import static dev.agentharness.sandboxes.Processes.need;
import static dev.agentharness.sandboxes.Processes.needProc;
import static dev.agentharness.sandboxes.Processes.pids;
import static dev.agentharness.sandboxes.Processes.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.sandbox.Command;
import dev.agentharness.sandbox.SandboxSession;
import dev.agentharness.sandbox.SandboxSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The end of the JVM")
@Timeout(60)
class EndOfJvmTest {

    @TempDir
    Path workspace;

    @BeforeEach
    void tools() {
        need("sh", "sleep", "setsid");
    }

    /** A JVM of its own that leaves its session open. */
    static final class Careless {
        public static void main(String[] arguments) throws Exception {
            SandboxSession session = ProcessSandbox.unsafe().open(SandboxSpec.of(Path.of(arguments[0])));
            session.exec(
                    Command.shell(
                            "sh -c 'trap \"echo > told; exit\" TERM; echo $$ >> pids; sleep 1000 & wait' &"
                                    + " (setsid sleep 1000 & echo $! >> pids); while [ $(cat pids | wc -l) -lt 2 ]; do sleep 0.01; done"));
            switch (arguments[1]) {
                case "exit" -> System.exit(0);
                case "halt" -> Runtime.getRuntime().halt(0);
                default -> session.exec(Command.shell("echo $$ >> pids; exec sleep 1000"));
            }
        }
    }

    private Process jvm(String end) throws Exception {
        return new ProcessBuilder(
                        "setsid",
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Careless.class.getName(),
                        workspace.toString(),
                        end)
                .inheritIO()
                .start();
    }

    @Test
    void tells_what_runs_in_the_background_to_end() throws Exception {
        Process jvm = jvm("exit");

        List<Long> pids = pids(workspace.resolve("pids"), 2);
        assertThat(jvm.waitFor(20, TimeUnit.SECONDS)).isTrue();

        Processes.assertDead(pids);
        assertThat(workspace.resolve("told")).exists();
    }

    @Test
    void without_a_goodbye_leaves_nothing_running() throws Exception {
        need("grep");
        needProc();
        Process jvm = jvm("halt");

        List<Long> pids = pids(workspace.resolve("pids"), 2);
        assertThat(jvm.waitFor(20, TimeUnit.SECONDS)).isTrue();

        until("the background is dead", () -> pids.stream().noneMatch(Processes::isAlive));
    }

    @Test
    void by_force_in_the_middle_of_a_command_leaves_nothing_running() throws Exception {
        need("grep");
        needProc();
        Process jvm = jvm("wait");
        List<Long> pids = pids(workspace.resolve("pids"), 3);
        assertThat(pids).allMatch(Processes::isAlive);

        // as when a terminal goes, which takes the whole group of the JVM with it
        new ProcessBuilder("sh", "-c", "kill -KILL -" + jvm.pid()).start().waitFor();
        jvm.waitFor();

        until("the command and the background are dead", () -> pids.stream().noneMatch(Processes::isAlive));
        assertThat(isAlive(jvm.pid())).isFalse();
    }

    @Test
    void is_not_watched_for_any_more_when_the_session_is_closed() {
        needProc();
        ProcessSandbox.unsafe().open(SandboxSpec.of(workspace)).close();

        until(
                "the watchdog has gone home",
                () -> ProcessHandle.current().children().noneMatch(child -> isAlive(child.pid())));
    }
}
