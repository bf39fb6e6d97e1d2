package dev.agentharness.stop;

import static dev.agentharness.model.ScriptedModel.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.Harness;
import dev.agentharness.Task;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunResult;
import dev.agentharness.run.Verification;
import dev.agentharness.sandbox.Command;
import dev.agentharness.sandbox.ExecResult;
import dev.agentharness.sandbox.SandboxException;
import dev.agentharness.sandbox.SandboxSession;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A check by a command")
class CommandCheckTest {

    private final List<Command> commands = new ArrayList<>();
    private final ScriptedModel model = ScriptedModel.of(says("one"), says("two"), says("three"));

    private RunResult run(Command command, Budget budget, Function<Command, ExecResult> results) {
        return Harness.builder()
                .model(model)
                .budget(budget)
                .build()
                .run(Task.builder("Work.")
                        .success(CompletionCheck.command(session(results), command))
                        .build());
    }

    private SandboxSession session(Function<Command, ExecResult> results) {
        return new SandboxSession() {
            @Override
            public ExecResult exec(Command asked) {
                commands.add(asked);
                return results.apply(asked);
            }

            @Override
            public void close() {}
        };
    }

    private RunResult run(Function<Command, ExecResult> results) {
        return run(Command.of("verify", "all"), Budget.standard(), results);
    }

    private static ExecResult exit(int code, String output) {
        return new ExecResult(code, output, false, false, Duration.ofMillis(5));
    }

    private static Verification verification(RunResult result) {
        return ((Outcome.Completed) result.outcome()).verification();
    }

    @Test
    void believes_exit_code_0() {
        assertThat(run(command -> exit(0, "warnings")).outcome())
                .isEqualTo(new Outcome.Completed("one", Verification.SATISFIED));
    }

    @Test
    void tells_the_model_what_any_other_exit_code_came_with() {
        RunResult result = run(command -> commands.size() == 1 ? exit(3, "it fails\n") : exit(0, ""));

        assertThat(result.outcome()).isEqualTo(new Outcome.Completed("two", Verification.SATISFIED));
        assertThat(result.transcript().get(2).text())
                .contains("The check `verify all` ended with exit code 3. Its output ends with:\nit fails");
    }

    @Test
    void says_so_where_there_is_no_output() {
        RunResult result = run(command -> commands.size() == 1 ? exit(3, " \n") : exit(0, ""));

        assertThat(result.transcript().get(2).text()).contains("ended with exit code 3 and no output.");
    }

    @Test
    void shows_only_the_end_of_a_long_output_and_cuts_no_character() {
        RunResult result =
                run(command -> commands.size() == 1 ? exit(1, "begin" + "😀".repeat(50_000) + "x") : exit(0, ""));

        String told = result.transcript().get(2).text();
        assertThat(told).doesNotContain("begin").contains("\n…😀").hasSizeLessThan(4_500);
    }

    @Test
    void leaves_an_answer_unverified_that_took_too_long_to_check() {
        RunResult result = run(command -> new ExecResult(0, "", true, false, Duration.ofMillis(70)));

        assertThat(verification(result))
                .isEqualTo(Verification.gaveUp("the check `verify all` was stopped after 70 ms"));
    }

    @Test
    void leaves_an_answer_unverified_that_cannot_be_checked() {
        RunResult result = run(command -> {
            throw new SandboxException(SandboxException.Kind.CANNOT_START, "there is no program 'verify'", null);
        });

        assertThat(verification(result).status()).isEqualTo(Verification.Status.GAVE_UP_CHECKING);
        assertThat(verification(result).feedback()).contains("there is no program 'verify'");
    }

    @Test
    void takes_no_longer_than_the_run_has_left() {
        Budget budget = Budget.of(Limit.time(Duration.ofMinutes(1)));

        run(Command.of("verify").timeout(Duration.ofMinutes(5)), budget, command -> exit(0, ""));
        run(Command.of("verify"), budget, command -> exit(0, ""));
        run(Command.of("verify").timeout(Duration.ofSeconds(5)), budget, command -> exit(0, ""));

        assertThat(commands.get(0).timeout().orElseThrow()).isBetween(Duration.ofSeconds(50), Duration.ofMinutes(1));
        assertThat(commands.get(1).timeout().orElseThrow()).isBetween(Duration.ofSeconds(50), Duration.ofMinutes(1));
        assertThat(commands.get(2).timeout()).contains(Duration.ofSeconds(5));
    }

    @Test
    void is_not_made_when_the_run_has_no_time_left() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        Clock clock = new Clock() {
            @Override
            public Instant instant() {
                return now.get();
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException();
            }
        };
        ScriptedModel slow = ScriptedModel.of(request -> {
            now.set(now.get().plus(Duration.ofMinutes(2)));
            return says("one").to(request);
        });

        RunResult result = Harness.builder()
                .model(slow)
                .clock(clock)
                .budget(Budget.of(Limit.time(Duration.ofMinutes(1))))
                .build()
                .run(Task.builder("Work.")
                        .success(CompletionCheck.command(session(command -> exit(0, "")), Command.of("verify")))
                        .build());

        assertThat(verification(result)).isEqualTo(Verification.gaveUp("no time was left for the check `verify`"));
        assertThat(commands).isEmpty();
    }
}
