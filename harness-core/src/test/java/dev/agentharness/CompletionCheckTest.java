package dev.agentharness;

import static dev.agentharness.model.ScriptedModel.calls;
import static dev.agentharness.model.ScriptedModel.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.Fixtures.Recorder;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.run.Failure;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunResult;
import dev.agentharness.run.Verification;
import dev.agentharness.stop.CompletionCheck;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A completion check")
class CompletionCheckTest {

    private final Recorder recorder = new Recorder();

    private RunResult run(CompletionCheck check, ScriptedModel.Answer... script) {
        return Harness.builder()
                .model(ScriptedModel.of(script))
                .listener(recorder)
                .build()
                .run(Task.builder("Name a prime.").success(check).build());
    }

    private static final CompletionCheck SEVEN = CompletionCheck.of(answer -> answer.contains("7"), "It must be 7.");

    @Test
    void is_not_made_where_there_is_no_criterion() {
        RunResult result = Harness.builder()
                .model(ScriptedModel.of(says("8")))
                .listener(recorder)
                .build()
                .run("Name a prime.");

        assertThat(result.outcome()).isEqualTo(new Outcome.Completed("8", Verification.UNCHECKED));
        assertThat(recorder.events(RunEvent.AnswerChecked.class)).isEmpty();
    }

    @Test
    void that_is_satisfied_says_so() {
        assertThat(run(SEVEN, says("7")).outcome()).isEqualTo(new Outcome.Completed("7", Verification.SATISFIED));
    }

    @Test
    void sends_an_answer_back_with_what_is_missing() {
        RunResult result = run(SEVEN, says("8"), says("7"));

        assertThat(result.outcome()).isEqualTo(new Outcome.Completed("7", Verification.SATISFIED));
        assertThat(result.transcript().get(2).text()).contains("It must be 7.");
    }

    @Test
    void gives_up_on_an_answer_that_never_becomes_good() {
        RunResult result = run(SEVEN, says("8"), says("9"), says("10"));

        assertThat(result.outcome()).isEqualTo(new Outcome.Failed(new Failure("check.unsatisfied", "It must be 7.")));
        assertThat(result.answer()).isEqualTo("10");
    }

    @Test
    void can_say_that_no_revision_will_help() {
        RunResult result = run((answer, state, budget) -> Verification.failed("There is none."), says("8"));

        assertThat(result.outcome()).isEqualTo(new Outcome.Failed(new Failure("check.failed", "There is none.")));
    }

    @Test
    void that_does_not_work_leaves_the_answer_unverified() {
        RunResult result = run(
                (answer, state, budget) -> {
                    throw new java.io.IOException("no network");
                },
                says("7"));

        assertThat(result.outcome()).isInstanceOfSatisfying(Outcome.Completed.class, completed -> {
            assertThat(completed.verification().status()).isEqualTo(Verification.Status.GAVE_UP_CHECKING);
            assertThat(completed.verification().feedback()).contains("no network");
        });
    }

    @Test
    void checks_what_is_submitted_too() {
        Task task =
                Task.builder("Name a prime.").output(new Prime()).success(SEVEN).build();

        RunResult result = Harness.builder()
                .model(ScriptedModel.of(calls("submit", "{\"prime\":8}"), calls("submit", "{\"prime\":7}")))
                .build()
                .run(task);

        assertThat(result.outcome()).isEqualTo(new Outcome.Completed("{\"prime\":7}", Verification.SATISFIED));
    }

    @Test
    void can_be_a_model_on_the_budget_of_the_run() {
        ScriptedModel judge = ScriptedModel.of(
                calls("verdict", "{\"status\":\"needs_revision\",\"feedback\":\"8 is even.\"}"),
                calls("verdict", "{\"status\":\"satisfied\",\"feedback\":\"\"}"));

        RunResult result = run(CompletionCheck.judgedBy(judge, "It is a prime."), says("8"), says("7"));

        assertThat(result.outcome()).isEqualTo(new Outcome.Completed("7", Verification.SATISFIED));
        assertThat(result.transcript().get(2).text()).contains("8 is even.");
        assertThat(result.spendByScope()).containsOnlyKeys("judge", "run");
        assertThat(judge.requests().get(0).messages().get(0).text())
                .contains("It is a prime.")
                .contains("8");
    }

    @Test
    void that_cannot_be_paid_leaves_the_answer_unverified() {
        ScriptedModel judge = ScriptedModel.of();

        RunResult result = Harness.builder()
                .model(ScriptedModel.of(says("7")))
                .controlTools(false)
                .budget(Budget.of(Limit.tokens(400)).closingShare(0))
                .build()
                .run(Task.builder("x")
                        .success(CompletionCheck.judgedBy(judge, "y".repeat(1_000)))
                        .build());

        assertThat(result.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Completed.class,
                        completed -> assertThat(completed.verification().status())
                                .isEqualTo(Verification.Status.GAVE_UP_CHECKING));
        assertThat(judge.requests()).isEmpty();
    }

    private static final class Prime implements dev.agentharness.run.OutputType<Long> {
        @Override
        public String schema() {
            return """
                    {"type":"object","properties":{"prime":{"type":"integer"}},"required":["prime"]}""";
        }

        @Override
        public Long read(String json) {
            return dev.agentharness.model.ToolInput.parse(json).integer("prime");
        }
    }
}
