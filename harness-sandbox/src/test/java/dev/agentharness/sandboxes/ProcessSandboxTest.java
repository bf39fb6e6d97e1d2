package dev.agentharness.sandboxes;

import static dev.agentharness.sandboxes.Processes.need;
import static dev.agentharness.sandboxes.Processes.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.agentharness.sandbox.Command;
import dev.agentharness.sandbox.ExecResult;
import dev.agentharness.sandbox.SandboxException;
import dev.agentharness.sandbox.SandboxSession;
import dev.agentharness.sandbox.SandboxSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A process sandbox")
@Timeout(60)
class ProcessSandboxTest {

    @TempDir
    Path workspace;

    private SandboxSession session;

    @BeforeEach
    void open() {
        need("sh");
        session = ProcessSandbox.unsafe().open(SandboxSpec.of(workspace));
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void gives_the_exit_code() throws Exception {
        assertThat(session.exec(Command.shell("exit 0")).isSuccess()).isTrue();
        assertThat(session.exec(Command.shell("exit 3")).exitCode()).isEqualTo(3);
        assertThat(session.exec(Command.shell("kill -KILL $$")).exitCode()).isEqualTo(128 + 9);
        assertThat(session.exec(Command.shell("exit 3")).isSuccess()).isFalse();
    }

    @Test
    void gives_output_and_errors_in_the_order_of_writing() throws Exception {
        ExecResult result = session.exec(
                Command.shell("i=0; while [ $i -lt 200 ]; do echo out $i; echo err $i >&2; i=$((i+1)); done"));

        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            expected.addAll(List.of("out " + i, "err " + i));
        }
        assertThat(result.output().lines()).containsExactlyElementsOf(expected);
        assertThat(result.truncated()).isFalse();
    }

    @Test
    void hands_arguments_over_as_they_are() throws Exception {
        need("printf");

        ExecResult result = session.exec(Command.of("printf", "%s|", "$HOME", "a b", "*", ";exit 1", ""));

        assertThat(result.output()).isEqualTo("$HOME|a b|*|;exit 1||");
    }

    @Test
    void keeps_beginning_and_end_of_a_flood() throws Exception {
        need("head", "tr");

        ExecResult result = session.exec(Command.shell(
                        "echo begin; head -c 25000000 /dev/zero | tr '\\0' x; head -c 25000000 /dev/zero | tr '\\0' y >&2;"
                                + " echo; echo end")
                .maxOutputBytes(10_000));

        assertThat(result.output())
                .startsWith("begin\nxxx")
                .endsWith("yyy\nend\n")
                .hasSizeLessThan(10_100);
        assertThat(result.output()).contains("[… 49990011 bytes of output are left out here …]");
        assertThat(result.truncated()).isTrue();
        assertThat(result.isSuccess()).isTrue();
    }

    @Test
    void lets_a_command_ask_for_less_output_than_the_spec_and_never_for_more() throws Exception {
        try (SandboxSession small = ProcessSandbox.unsafe()
                .open(SandboxSpec.builder(workspace).maxOutputBytes(100).build())) {
            ExecResult result = small.exec(Command.shell("printf %1000s x").maxOutputBytes(1_000_000));

            assertThat(result.truncated()).isTrue();
            assertThat(result.output()).hasSizeLessThan(200);
        }
    }

    @Test
    void hands_over_standard_input() throws Exception {
        need("cat", "wc");

        assertThat(session.exec(Command.of("cat").input("grüß\n")).output()).isEqualTo("grüß\n");
        assertThat(session.exec(Command.of("cat")).output()).isEmpty();
        assertThat(session.exec(Command.of("wc", "-c").input("x".repeat(3_000_000)))
                        .output()
                        .strip())
                .isEqualTo("3000000");
    }

    @Test
    void does_not_wait_for_a_command_that_leaves_its_input_unread() throws Exception {
        assertThat(session.exec(Command.shell("exit 4").input("x".repeat(3_000_000)))
                        .exitCode())
                .isEqualTo(4);
    }

    @Test
    void shows_nothing_of_the_environment_of_this_jvm() throws Exception {
        need("env");
        assertThat(System.getenv()).as("what could leak").hasSizeGreaterThan(4);

        List<String> lines =
                session.exec(Command.of("env")).output().lines().sorted().toList();

        assertThat(lines)
                .hasSize(4)
                .contains("HOME=" + workspace.toRealPath(), "LANG=C.UTF-8", "PATH=" + Programs.PATH)
                .anyMatch(line -> line.startsWith("HARNESS_COMMAND="));
    }

    @Test
    void shows_what_spec_and_command_grant_but_not_to_the_next_command() throws Exception {
        need("env");
        SandboxSpec spec = SandboxSpec.builder(workspace)
                .environment("A", "spec")
                .environment("B", "spec")
                .build();
        try (SandboxSession granted = ProcessSandbox.unsafe().open(spec)) {
            Command command =
                    Command.of("env").environment("B", "command").environment("HARNESS_COMMAND", "not the mark");

            assertThat(granted.exec(command).output().lines())
                    .contains("A=spec", "B=command")
                    .doesNotContain("HARNESS_COMMAND=not the mark");
            assertThat(granted.exec(Command.of("env")).output().lines()).contains("A=spec", "B=spec");
        }
    }

    @Test
    void runs_in_the_workspace_or_in_a_folder_of_it() throws Exception {
        Files.createDirectories(workspace.resolve("a/b"));

        assertThat(session.exec(Command.shell("pwd")).output().strip())
                .isEqualTo(workspace.toRealPath().toString());
        assertThat(session.exec(Command.shell("pwd").in("a/b")).output().strip())
                .isEqualTo(workspace.toRealPath().resolve("a/b").toString());
    }

    @Test
    void refuses_a_working_directory_that_leads_out_of_the_workspace(@TempDir Path elsewhere) throws Exception {
        Files.createSymbolicLink(workspace.resolve("link"), elsewhere);

        assertCannotStart(Command.shell("pwd").in("link"), "'link' is no folder of the workspace");
    }

    @Test
    void refuses_a_working_directory_that_is_not_there() {
        assertCannotStart(Command.shell("pwd").in("nowhere"), "'nowhere' is not there");
    }

    @Test
    void names_the_program_that_is_not_there() throws Exception {
        Files.writeString(workspace.resolve("text"), "no program");

        assertCannotStart(Command.of("no-such-program", "-x"), "no program 'no-such-program' in the PATH");
        assertCannotStart(Command.of("./nothing"), "'./nothing' is not there or is no program");
        assertCannotStart(Command.of("./text"), "'./text' is not there or is no program");
        assertCannotStart(Command.of("sh").environment("PATH", "/nowhere"), "no program 'sh' in the PATH /nowhere");
    }

    @Test
    void names_the_program_that_the_system_does_not_start() {
        assertCannotStart(Command.of("sh", "-c", "exit", "x".repeat(10_000_000)), "'sh' cannot be started: ");
    }

    private void assertCannotStart(Command command, String words) {
        assertThatThrownBy(() -> session.exec(command))
                .isInstanceOfSatisfying(
                        SandboxException.class, e -> assertThat(e.kind()).isEqualTo(SandboxException.Kind.CANNOT_START))
                .hasMessageContaining(words);
    }

    @Test
    void runs_a_program_of_the_workspace() throws Exception {
        Path script = Files.writeString(workspace.resolve("script"), "#!/bin/sh\necho $1\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();

        assertThat(session.exec(Command.of("./script", "hello")).output()).isEqualTo("hello\n");
    }

    @Test
    void needs_a_workspace_that_is_a_folder() throws Exception {
        Path file = Files.createFile(workspace.resolve("file"));
        for (Path no : List.of(workspace.resolve("nowhere"), file)) {
            assertThatThrownBy(() -> ProcessSandbox.unsafe().open(SandboxSpec.of(no)))
                    .isInstanceOf(SandboxException.class)
                    .hasMessageContaining(no.getFileName().toString());
        }
    }

    @Test
    void runs_commands_of_several_threads_at_once() throws Exception {
        need("mkfifo");
        session.exec(Command.shell("mkfifo there back"));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try { // each waits for the other
            Future<ExecResult> one = threads.submit(() -> session.exec(Command.shell("echo ping > there; cat back")));
            Future<ExecResult> other = threads.submit(() -> session.exec(Command.shell("cat there; echo pong > back")));

            assertThat(one.get().output()).isEqualTo("pong\n");
            assertThat(other.get().output()).isEqualTo("ping\n");
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void leaves_no_file_open_no_thread_and_no_file_behind() throws Exception {
        assumeThat(Path.of("/proc/self/fd")).exists();
        work();
        long files = openFiles();
        long threads = threads();
        long left = temporaryFiles();

        for (int i = 0; i < 10; i++) {
            work();
        }

        until("no more open files than before", () -> openFiles() <= files);
        until("no more threads than before", () -> threads() <= threads);
        assertThat(temporaryFiles()).isEqualTo(left);
    }

    private void work() throws InterruptedException {
        try (SandboxSession one = ProcessSandbox.unsafe().open(SandboxSpec.of(workspace))) {
            one.exec(Command.shell("cat").input("x"));
            one.exec(Command.shell("sleep 1000 & echo x"));
            one.exec(Command.shell("sleep 1000").timeout(java.time.Duration.ofMillis(20)));
            assertThatThrownBy(() -> one.exec(Command.of("no-such-program"))).isInstanceOf(SandboxException.class);
        }
    }

    private static long openFiles() {
        return count(Path.of("/proc/self/fd"), "");
    }

    private static long temporaryFiles() {
        return count(Path.of(System.getProperty("java.io.tmpdir")), "harness-input-");
    }

    private static long count(Path folder, String prefix) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The JDK keeps the threads that wait for processes for a minute and uses them again. */
    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("process reaper"))
                .count();
    }
}
