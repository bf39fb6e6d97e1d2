package dev.agentharness.sandboxes;

import static dev.agentharness.sandboxes.Processes.assertDead;
import static dev.agentharness.sandboxes.Processes.isAlive;
import static dev.agentharness.sandboxes.Processes.need;
import static dev.agentharness.sandboxes.Processes.needProc;
import static dev.agentharness.sandboxes.Processes.pids;
import static dev.agentharness.sandboxes.Processes.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentharness.sandbox.Command;
import dev.agentharness.sandbox.ExecResult;
import dev.agentharness.sandbox.SandboxException;
import dev.agentharness.sandbox.SandboxSession;
import dev.agentharness.sandbox.SandboxSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What a command started")
@Timeout(60)
class ProcessTreeTest {

    private static final Duration SHORT = Duration.ofSeconds(1);

    /** A shell in a shell with a sleep, each of which notes its id. */
    private static final String TREE =
            "echo $$ >> pids; sh -c 'echo $$ >> pids; sleep 1000 & echo $! >> pids; wait'; wait";

    /** Writes faster than one thread reads. */
    private static final String FLOOD = "for i in 1 2 3 4 5 6 7 8; do yes & done; ";

    /** Its parent is gone at once. */
    private static final String ORPHAN = "(setsid sleep 1000 & echo $! >> pids)";

    @TempDir
    Path workspace;

    private SandboxSession session;
    private Path file;

    @BeforeEach
    void open() {
        need("sh", "sleep");
        file = workspace.resolve("pids");
        session = ProcessSandbox.unsafe().open(SandboxSpec.of(workspace));
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void is_dead_when_the_time_is_up() throws Exception {
        ExecResult result = session.exec(Command.shell(TREE).timeout(SHORT));

        assertThat(result.timedOut()).isTrue();
        assertThat(result.isSuccess()).isFalse();
        assertThat(result.time()).isBetween(SHORT, SHORT.plusSeconds(5));
        assertDead(pids(file, 3));
    }

    @Test
    void is_dead_at_the_time_of_the_spec_although_the_command_would_take_longer() throws Exception {
        SandboxSpec spec = SandboxSpec.builder(workspace).timeout(SHORT).build();
        try (SandboxSession hasty = ProcessSandbox.unsafe().open(spec)) {
            assertThat(hasty.exec(Command.shell("sleep 1000").timeout(Duration.ofHours(1)))
                            .timedOut())
                    .isTrue();
        }
    }

    @Test
    void is_dead_although_it_writes_without_end() throws Exception {
        need("yes");

        ExecResult result =
                session.exec(Command.shell("echo $$ > pids; " + FLOOD + "wait").timeout(SHORT));

        assertThat(result.timedOut()).isTrue();
        assertThat(result.truncated()).isTrue();
        assertDead(pids(file, 1));
    }

    @Test
    void may_clean_up_when_it_is_told_to_end() throws Exception {
        ExecResult result = session.exec(Command.shell("trap 'echo cleaned up; exit 0' TERM; sleep 1000 & wait")
                .timeout(SHORT));

        assertThat(result.output()).contains("cleaned up");
        assertThat(result.timedOut()).isTrue();
        assertThat(result.isSuccess()).isFalse();
    }

    @Test
    void is_dead_although_it_will_not_hear_of_it() throws Exception {
        ExecResult result = session.exec(Command.shell("trap '' TERM; " + TREE).timeout(SHORT));

        assertThat(result.timedOut()).isTrue();
        assertDead(pids(file, 3));
    }

    @Test
    void is_dead_although_it_has_a_session_of_its_own_and_no_parent() throws Exception {
        need("setsid");
        needProc();

        session.exec(Command.shell(ORPHAN + "; (nohup sleep 1000 > /dev/null 2>&1 & echo $! >> pids); sleep 1000")
                .timeout(SHORT));

        assertDead(pids(file, 2));
    }

    @Test
    void does_not_include_the_dead_whom_their_parents_do_not_bury() throws Exception {
        needProc();
        Process parent = new ProcessBuilder("sh", "-c", "sleep 0 & echo $!; exec sleep 1000").start();
        try {
            long child = Long.parseLong(parent.inputReader().readLine());
            until("the child is a zombie", () -> !isAlive(child));
            assertThat(ProcessHandle.of(child)).isPresent();

            assertThat(new ProcessTree("no mark", Set.of(parent.toHandle())).living())
                    .containsExactly(parent.toHandle());
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void is_dead_although_it_has_no_parent_and_no_mark() throws Exception {
        need("setsid", "env");
        needProc();

        session.exec(Command.shell("(env -i sleep 1000 & echo $! >> pids); sleep 1000")
                .timeout(SHORT));

        assertDead(pids(file, 1));
    }

    @Test
    void is_dead_although_it_has_a_session_of_its_own_and_no_mark() throws Exception {
        need("setsid", "env");

        session.exec(Command.shell("env -i setsid sleep 1000 & echo $! >> pids; wait")
                .timeout(SHORT));

        assertDead(pids(file, 1));
    }

    @Test
    void is_dead_although_its_name_looks_like_the_end_of_a_name() throws Exception {
        need("setsid", "env", "cp");
        needProc();

        session.exec(
                Command.shell("cp $(command -v sleep) 'a) S 1 1 1'; (env -i ./'a) S 1 1 1' 1000 & echo $! >> pids); "
                                + "sleep 1000")
                        .timeout(SHORT));

        assertDead(pids(file, 1));
    }

    @Test
    void is_dead_when_the_waiting_thread_is_interrupted() throws Exception {
        Interruptible exec = new Interruptible(Command.shell(ORPHAN + "; " + TREE));
        List<Long> pids = pids(file, 4);
        assertThat(pids).allMatch(Processes::isAlive);

        exec.interrupt();

        assertThat(exec.thrown()).isInstanceOf(InterruptedException.class);
        assertDead(pids);
    }

    @Test
    void is_dead_when_the_waiting_thread_is_interrupted_in_a_flood() throws Exception {
        need("yes");
        Interruptible exec = new Interruptible(Command.shell("echo $$ > pids; " + FLOOD + "wait"));
        List<Long> pids = pids(file, 1);

        exec.interrupt();

        assertThat(exec.thrown()).isInstanceOf(InterruptedException.class);
        assertDead(pids);
    }

    @Test
    void is_dead_although_the_thread_is_interrupted_again_and_again() throws Exception {
        need("setsid");
        needProc();
        Interruptible exec = new Interruptible(
                Command.shell("trap '' TERM; (setsid sh -c 'trap \"\" TERM; sleep 1000' & echo $! >> pids); " + TREE));
        List<Long> pids = pids(file, 4);

        while (exec.isAlive()) {
            exec.interrupt();
        }

        assertThat(exec.thrown()).isInstanceOf(InterruptedException.class);
        assertDead(pids);
    }

    @Test
    void is_nothing_if_the_thread_is_interrupted_before() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> session.exec(Command.shell("echo > started")))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(workspace.resolve("started")).doesNotExist();
    }

    @Test
    void lives_in_the_background_until_the_session_is_closed_and_keeps_nobody_waiting() throws Exception {
        need("env");
        ExecResult result = session.exec(Command.shell(
                "sleep 1000 & echo $! >> pids; env -i sleep 1000 & echo $! >> pids; " + ORPHAN + "; echo started"));
        List<Long> pids = pids(file, 3);
        session.exec(Command.shell("exit"));

        assertThat(result.isSuccess()).isTrue();
        assertThat(result.output()).isEqualTo("started\n");
        assertThat(result.time()).isLessThan(Duration.ofSeconds(20));
        assertThat(pids).allMatch(Processes::isAlive);

        session.close();
        session.close();

        assertDead(pids);
    }

    @Test
    void cannot_fill_the_memory_after_the_command_has_ended() throws Exception {
        need("yes");

        ExecResult result = session.exec(Command.shell(FLOOD + "echo $! >> pids"));

        assertThat(result.isSuccess()).isTrue();
        assertThat(result.time()).isLessThan(Duration.ofSeconds(10));
        long pid = pids(file, 1).get(0);
        until("yes has nobody to write to", () -> !isAlive(pid));
    }

    @Test
    void is_dead_when_the_session_is_closed_meanwhile() throws Exception {
        need("setsid", "env");
        needProc();
        Interruptible exec =
                new Interruptible(Command.shell(ORPHAN + "; (env -i sleep 1000 & echo $! >> pids); " + TREE));
        List<Long> pids = pids(file, 5);

        session.close();

        assertDead(pids);
        assertThat(exec.thrown())
                .isInstanceOfSatisfying(
                        SandboxException.class, e -> assertThat(e.kind()).isEqualTo(SandboxException.Kind.CLOSED));
        assertThatThrownBy(() -> session.exec(Command.shell("echo > started")))
                .isInstanceOfSatisfying(
                        SandboxException.class, e -> assertThat(e.kind()).isEqualTo(SandboxException.Kind.CLOSED));
        assertThat(workspace.resolve("started")).doesNotExist();
    }

    @Test
    void is_dead_although_the_thread_that_closes_the_session_is_interrupted() throws Exception {
        need("setsid");
        needProc();
        session.exec(Command.shell(ORPHAN));
        List<Long> pids = pids(file, 1);
        Thread.currentThread().interrupt();

        session.close();

        assertThat(Thread.interrupted()).isTrue();
        assertDead(pids);
    }

    @Test
    void is_not_what_another_command_or_session_started() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (SandboxSession other = ProcessSandbox.unsafe().open(SandboxSpec.of(workspace))) {
            session.exec(Command.shell("sleep 1000 & echo $! >> pids"));
            other.exec(Command.shell("sleep 1000 & echo $! >> pids"));
            Future<ExecResult> beside = threads.submit(
                    () -> session.exec(Command.shell("echo $$ >> pids; while [ ! -e done ]; do sleep 0.01; done")));
            List<Long> pids = pids(file, 3);

            session.exec(Command.shell("sleep 1000").timeout(Duration.ofMillis(50)));

            assertThat(pids).allMatch(Processes::isAlive);
            Files.createFile(workspace.resolve("done"));
            assertThat(beside.get().isSuccess()).isTrue();

            session.close();

            assertThat(isAlive(pids.get(0))).isFalse();
            assertThat(isAlive(pids.get(1))).isTrue();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void is_not_what_the_tenth_command_started_if_it_is_the_first() throws Exception {
        Interruptible first = new Interruptible(Command.shell("echo $$ >> pids; sleep 1000"));
        pids(file, 1);
        for (int command = 2; command <= 10; command++) {
            session.exec(Command.shell("sleep 1000 & echo $! >> pids"));
        }

        first.interrupt();

        assertThat(first.thrown()).isInstanceOf(InterruptedException.class);
        List<Long> pids = pids(file, 10);
        assertThat(isAlive(pids.get(0))).isFalse();
        assertThat(pids.subList(1, 10)).allMatch(Processes::isAlive);
    }

    /** A command on a thread that can be interrupted. */
    private final class Interruptible {
        private final AtomicReference<Throwable> thrown = new AtomicReference<>();
        private final Thread thread;

        Interruptible(Command command) {
            thread = new Thread(() -> {
                try {
                    session.exec(command);
                } catch (Throwable e) {
                    thrown.set(e);
                }
            });
            thread.start();
        }

        void interrupt() {
            thread.interrupt();
        }

        boolean isAlive() {
            return thread.isAlive();
        }

        Throwable thrown() throws InterruptedException {
            thread.join();
            return thrown.get();
        }
    }
}
