package dev.agentharness.sandboxes;

import static dev.agentharness.model.ScriptedModel.calls;
import static dev.agentharness.model.ScriptedModel.says;
import static dev.agentharness.sandboxes.Processes.need;
import static dev.agentharness.sandboxes.Processes.pids;
import static dev.agentharness.sandboxes.Processes.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.Harness;
import dev.agentharness.Task;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.permission.PermissionPolicy;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunResult;
import dev.agentharness.run.Verification;
import dev.agentharness.sandbox.Command;
import dev.agentharness.sandbox.SandboxSession;
import dev.agentharness.sandbox.SandboxSpec;
import dev.agentharness.stop.CompletionCheck;
import dev.agentharness.tool.Tool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A harness whose tools run commands")
@Timeout(60)
class HarnessInSandboxTest {

    private static final String HANGING =
            "echo $$ >> pids; sh -c 'echo $$ >> pids; sleep 1000 & echo $! >> pids; wait'; wait";

    @TempDir
    Path workspace;

    private SandboxSession session;

    @BeforeEach
    void open() {
        need("sh", "sleep");
        session = ProcessSandbox.unsafe().open(SandboxSpec.of(workspace));
    }

    @AfterEach
    void close() {
        session.close();
    }

    private Tool shell(String line, Duration timeout) {
        return Tool.of(
                ToolSpec.builder("work", "works").timeout(timeout).build(),
                (input, context) ->
                        ToolOutput.text(session.exec(Command.shell(line)).output()));
    }

    private static Harness.Builder harness(Tool tool, ScriptedModel model) {
        return Harness.builder().model(model).tools(tool).permission(PermissionPolicy.allowAll());
    }

    private void assertAllDies(List<Long> pids) {
        until("the process tree is dead", () -> pids.stream().noneMatch(Processes::isAlive));
    }

    @Test
    void kills_the_process_tree_when_the_time_of_the_tool_is_up() throws Exception {
        ScriptedModel model = ScriptedModel.of(calls("work", "{}"), says("It hangs."));

        RunResult result =
                harness(shell(HANGING, Duration.ofSeconds(1)), model).build().run("Work.");

        assertThat(result.answer()).isEqualTo("It hangs.");
        assertThat(model.requests().get(1).messages().toString()).contains("was stopped after 1000 ms");
        assertAllDies(pids(workspace.resolve("pids"), 3));
    }

    @Test
    void kills_the_process_tree_when_the_time_of_the_run_is_up() throws Exception {
        Limit limit = Limit.time(Duration.ofSeconds(1));

        RunResult result = harness(
                        shell(HANGING, Duration.ofMinutes(1)),
                        ScriptedModel.of(calls("work", "{}"), says("never asked for")))
                .budget(Budget.of(limit))
                .build()
                .run("Work.");

        assertThat(result.outcome()).isEqualTo(new Outcome.BudgetExhausted("run", limit));
        assertAllDies(pids(workspace.resolve("pids"), 3));
    }

    @Test
    void kills_the_process_tree_when_the_run_is_cancelled() throws Exception {
        AtomicReference<RunResult> result = new AtomicReference<>();
        Harness harness = harness(shell(HANGING, Duration.ofMinutes(1)), ScriptedModel.of(calls("work", "{}")))
                .build();
        Thread thread = new Thread(() -> result.set(harness.run("Work.")));
        thread.start();
        List<Long> pids = pids(workspace.resolve("pids"), 3);

        thread.interrupt();
        thread.join();

        assertThat(result.get().outcome()).isEqualTo(new Outcome.Cancelled());
        assertAllDies(pids);
    }

    @Test
    void believes_an_answer_when_a_command_says_that_the_work_is_done() {
        CompletionCheck check = CompletionCheck.command(
                session, Command.shell("test -f done.txt || { echo there is no done.txt; exit 7; }"));
        ScriptedModel model = ScriptedModel.of(says("Done."), calls("work", "{}"), says("Now it is done."));

        RunResult result = harness(shell("echo done > done.txt", Duration.ofMinutes(1)), model)
                .build()
                .run(Task.builder("Write done.txt.").success(check).build());

        assertThat(result.outcome()).isEqualTo(new Outcome.Completed("Now it is done.", Verification.SATISFIED));
        assertThat(model.requests().get(1).messages().toString())
                .contains("ended with exit code 7")
                .contains("there is no done.txt");
    }

    @Test
    void stops_a_check_that_hangs_when_the_time_of_the_run_is_up() throws Exception {
        RunResult result = harness(shell("exit", Duration.ofMinutes(1)), ScriptedModel.of(says("Done.")))
                .budget(Budget.of(Limit.time(Duration.ofSeconds(1))))
                .build()
                .run(Task.builder("x")
                        .success(CompletionCheck.command(session, Command.shell(HANGING)))
                        .build());

        assertThat(result.outcome()).isInstanceOfSatisfying(Outcome.Completed.class, completed -> {
            assertThat(completed.verification().status()).isEqualTo(Verification.Status.GAVE_UP_CHECKING);
            assertThat(completed.verification().feedback()).contains("was stopped after");
        });
        Processes.assertDead(pids(workspace.resolve("pids"), 3));
    }
}
